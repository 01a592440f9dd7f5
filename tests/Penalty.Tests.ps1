# The gradient penalty as a script sees it: closed forms, and each defect of well-known code.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    function Get-Failure([scriptblock] $Block) { try { & $Block | Out-Null } catch { return $_ } }
    $a = New-Tensor -RandN -Shape 6, 2 -DType float64 -Seed 1
    $b = New-Tensor -RandN -Shape 6, 2 -DType float64 -Seed 2
}

Describe 'Measure-GradientPenalty' {
    It 'is (|w| - 1)^2 for a linear critic, with the gradient 2 (|w| - 1) w / |w|' {
        $w = New-Tensor 3, 4 -DType float64 -RequiresGrad
        $report = Measure-GradientPenalty { $_.matmul($w) } $a $b -Lambda 1
        [Math]::Abs($report.Penalty.Value - 16) | Should -BeLessThan 1e-9
        $gradient = (Invoke-AutogradGrad $report.Penalty $w).Value
        [Math]::Abs($gradient[0] - 4.8) | Should -BeLessThan 1e-9
        [Math]::Abs($gradient[1] - 6.4) | Should -BeLessThan 1e-9
    }

    It '<Kind> is <Expected> for |w| = 5' -ForEach @(
        @{ Kind = 'GP'; Expected = 16 }, @{ Kind = 'LP'; Expected = 16 }, @{ Kind = 'R1'; Expected = 12.5 }
        @{ Kind = 'R2'; Expected = 12.5 }, @{ Kind = 'Dragan'; Expected = 16 }, @{ Kind = 'Div'; Expected = 15625 }
    ) {
        $w = New-Tensor 3, 4 -DType float64
        $penalty = (Measure-GradientPenalty { $_.matmul($w) } $a $b -Kind $Kind -Lambda 1).Penalty.Value
        [Math]::Abs($penalty - $Expected) | Should -BeLessThan 1e-6
    }

    It 'is finite and has finite gradients at a critic of zero' {
        $w = New-Tensor 0, 0 -DType float64 -RequiresGrad
        $report = Measure-GradientPenalty { $_.matmul($w) } $a $b -Lambda 1
        $report.Penalty.Value | Should -Be 1
        (Invoke-AutogradGrad $report.Penalty $w).Value | Should -Be @(0, 0)
    }

    It 'takes the norm of an image over all of its dimensions' {
        $image = New-Tensor -Zeros -Shape 2, 3, 4, 5
        $report = Measure-GradientPenalty { $_.sum(@(1, 2, 3)) } $image $image -Lambda 1
        [Math]::Abs($report.NormMean - [Math]::Sqrt(60)) | Should -BeLessThan 1e-5
    }

    It 'reports the distribution of the norms, one a sample' {
        $slope = New-Tensor ((0..10 | ForEach-Object { , @($_) }))
        $x = New-Tensor -Zeros -Shape 11, 1
        $report = Measure-GradientPenalty { $_ * $slope } $x $x
        $report.Count | Should -Be 11
        $report.NormMin, $report.NormMedian, $report.NormP95, $report.NormMax, $report.NormMean | Should -Be @(0, 5, 9.5, 10, 5)
    }

    It 'cuts generated samples off from their generator' {
        $generator = New-Network 'Linear 2 2' -DType float64
        $critic = New-Network 'Linear 2 4', 'Tanh', 'Linear 4 1' -DType float64
        (Measure-GradientPenalty $critic $a ($b | Invoke-Network $generator)).Penalty | Invoke-Backward
        $null -eq $generator.NamedParameters['0.weight'].Grad | Should -BeTrue
        $critic.NamedParameters['0.weight'].Grad.abs().sum().Value | Should -BeGreaterThan 0
    }

    It 'draws the same points from a seed, and others from another' {
        $critic = { ($_ * $_).sum(1) }
        $one, $same, $other = 1, 1, 2 | ForEach-Object { (Measure-GradientPenalty $critic $a $b -Seed $_).Penalty.Value }
        $one | Should -Be $same
        $one | Should -Not -Be $other
    }

    It 'takes a module of TorchSharp' {
        (Measure-GradientPenalty ([torch.nn]::Linear(2, 1)) $a.to('float32') $b.to('float32')).Count | Should -Be 6
    }

    It 'refuses <What> with <Id>' -ForEach @(
        @{ What = 'a critic that averages'; Id = 'CriticOutputShape'; Do = { Measure-GradientPenalty { $_.mean() } $a $b } }
        @{ What = 'a critic without graph'; Id = 'RequiresGradMissing'; Do = { Measure-GradientPenalty { $_.detach().sum(1) } $a $b } }
        @{ What = 'a critic that is none'; Id = 'CriticType'; Do = { Measure-GradientPenalty 3 $a $b } }
        @{ What = 'a critic that gives nothing'; Id = 'CriticResult'; Do = { Measure-GradientPenalty { } $a $b } }
        @{ What = 'batches of different size'; Id = 'SampleShapeMismatch'; Do = { Measure-GradientPenalty { $_.sum(1) } $a $b.narrow(0, 0, 3) } }
        @{ What = 'missing generated samples'; Id = 'GeneratedMissing'; Do = { Measure-GradientPenalty { $_.sum(1) } $a } }
        @{ What = 'integers'; Id = 'InvalidSamples'; Do = { Measure-GradientPenalty { $_.sum(1) } $a.to('int64') $b.to('int64') } }
        @{ What = 'a scalar'; Id = 'InvalidSamples'; Do = { Measure-GradientPenalty { $_ } (New-Tensor 1) (New-Tensor 1) } }
        @{ What = 'a negative weight'; Id = 'InvalidPenalty'; Do = { Measure-GradientPenalty { $_.sum(1) } $a $b -Lambda -1 } }
        @{ What = 'a power below 2'; Id = 'InvalidPenalty'; Do = { Measure-GradientPenalty { $_.sum(1) } $a $b -Kind Div -Power 1 } }
    ) {
        (Get-Failure $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
