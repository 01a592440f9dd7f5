BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force
}

Describe 'Measure-WganSample' {
    It 'finds all modes of <name> in real samples, almost all of them good' -ForEach @(
        @{ name = '8Gaussians'; modes = 8 }
        @{ name = '25Gaussians'; modes = 25 }
    ) {
        $quality = (Get-WganDataset $name).Sample(2500, 5) | Measure-WganSample $name -ExactCount 0
        $quality.Modes | Should -Be $modes
        $quality.ModeCount | Should -Be $modes
        # 1 - exp(-9/2) of a Gaussian of the plane lies within three standard deviations.
        $quality.HighQualityShare | Should -BeGreaterThan 0.976
        $quality.HighQualityShare | Should -BeLessThan 1
    }

    It 'tells a collapsed generator from real data' {
        $set = Get-WganDataset 8Gaussians
        $collapsed = New-Tensor -Full 0 -Shape 500, 2 | Measure-WganSample -Dataset $set -ExactCount 200
        $real = $set.Sample(500, 5) | Measure-WganSample -Dataset $set -ExactCount 200
        $collapsed.Modes | Should -Be 0
        $collapsed.HighQualityShare | Should -Be 0
        # From the centre to a circle of radius 2 / 1.414, for a plane also by the mean of |cos|.
        [Math]::Abs($collapsed.Wasserstein - 2 / 1.414) | Should -BeLessThan 0.02
        [Math]::Abs($collapsed.SlicedWasserstein - 2 / 1.414 * 2 / [Math]::PI) | Should -BeLessThan 0.05
        $real.Wasserstein | Should -BeLessThan ($collapsed.Wasserstein / 4)
        $collapsed.WassersteinFloor | Should -BeLessThan ($collapsed.Wasserstein / 4)
        $real.MmdSquared | Should -BeLessThan $collapsed.MmdSquared
    }

    It 'gives the same numbers for the same seed' {
        $samples = New-Tensor -RandN -Shape 100, 2 -Seed 1
        $first = Measure-WganSample SwissRoll -InputObject $samples -Seed 3
        $again = Measure-WganSample SwissRoll -InputObject $samples -Seed 3
        $other = Measure-WganSample SwissRoll -InputObject $samples -Seed 4
        $again.SlicedWasserstein | Should -Be $first.SlicedWasserstein
        $again.Wasserstein | Should -Be $first.Wasserstein
        $other.SlicedWasserstein | Should -Not -Be $first.SlicedWasserstein
    }

    It 'measures every tensor of the pipeline' {
        $both = (New-Tensor -RandN -Shape 50, 2 -Seed 1), (New-Tensor -RandN -Shape 80, 2 -Seed 1) | Measure-WganSample SwissRoll
        $both.SampleCount | Should -Be 50, 80
    }

    It 'compares with the held-out samples of a finite set' {
        $set = New-Tensor -RandN -Shape 100, 2 -Seed 1 | Get-WganDataset -HeldOut 40
        $quality = New-Tensor -RandN -Shape 60, 2 -Seed 2 | Measure-WganSample -Dataset $set
        $quality.SampleCount | Should -Be 40
        $quality.Modes | Should -BeNullOrEmpty
        $quality.Protocol | Should -BeLike '*40 real samples from held-out rows (40 samples)*'
    }

    It 'stores its protocol in the result and shows it' {
        $quality = (Get-WganDataset 25Gaussians).Sample(200, 1) | Measure-WganSample 25Gaussians -DirectionCount 20 -ExactCount 50
        $quality.Protocol | Should -BeLike '*seed 0; SW1 over 20 random directions; exact W1 (Euclidean) of the first 50; unbiased MMD^2*within 3 sd (0.053)*PacGAN*'
        $text = $quality | Out-String
        $text | Should -Match 'SlicedWasserstein\s+: [\d.]+ \(real data: [\d.]+\)'
        $text | Should -Match 'Modes\s+: \d+ of 25'
        $text | Should -Match 'HighQualityShare\s+: [\d.]+ %'
        $text | Should -Match 'Protocol\s+: 200 generated'
    }

    It 'refuses samples of another shape' {
        { New-Tensor -Zeros -Shape 5, 3 | Measure-WganSample SwissRoll } | Should -Throw -ErrorId 'SampleShapeMismatch*' -ExpectedMessage '*[[]n, 2[]]*'
    }

    It 'refuses samples that are not finite' {
        { New-Tensor -Full ([double]::NaN) -Shape 5, 2 | Measure-WganSample SwissRoll } | Should -Throw -ErrorId 'SampleNotFinite*'
    }

    It 'refuses to measure against nothing' {
        { New-Tensor -Full 1 -Shape 5, 2 | Measure-WganSample } | Should -Throw -ErrorId 'DatasetMissing*'
    }

    It 'refuses a data set it does not know' {
        { New-Tensor -Zeros -Shape 5, 2 | Measure-WganSample NoSuchSet } | Should -Throw -ErrorId 'DatasetNameUnknown*'
    }
}

Describe 'Measure-WganSample -Path' {
    BeforeAll {
        $small = @{ Dataset = '8Gaussians'; Iterations = 4; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; LogEvery = 4; ThreadCount = 1 }
        $null = Start-WganTraining @small -Seed 1, 2 -OutputDirectory "$TestDrive/toy" -InformationAction Ignore
        $quick = @{ Count = 200; ExactCount = 50; DirectionCount = 20 }
    }

    It 'measures all runs of a directory, stores and shows it' {
        $measured = Measure-WganSample -Path "$TestDrive/toy" @quick
        $measured.Run | Should -Be 'toy/seed-1', 'toy/seed-2'
        $measured | Out-String | Should -Match 'Run +: toy/seed-1, iteration 4'
        $stored = Import-MetricCsv "$TestDrive/toy/seed-1/evaluation.csv"
        $stored.SlicedWasserstein | Should -Be $measured[0].SlicedWasserstein
        $stored.Protocol | Should -BeLike '*noise seed 0; 200 generated against 200 real samples from fresh draws*'
        (Get-WganRun "$TestDrive/toy").SlicedWasserstein | Should -Be $measured.SlicedWasserstein
        $compared = Get-WganRun "$TestDrive/toy" | Compare-WganRun
        $compared.SlicedWasserstein | Should -Be (($measured[0].SlicedWasserstein + $measured[1].SlicedWasserstein) / 2)
        $compared.Protocol | Should -Be $stored.Protocol
    }

    It 'takes runs from the pipeline, and draws as New-WganSample does' {
        $measured = Get-WganRun "$TestDrive/toy/seed-2" | Measure-WganSample @quick -NoiseSeed 3 -Seed 5
        $direct = New-WganSample "$TestDrive/toy/seed-2" -Count 200 -Seed 3 | Measure-WganSample 8Gaussians -ExactCount 50 -DirectionCount 20 -Seed 5
        $measured.SlicedWasserstein | Should -Be $direct.SlicedWasserstein
        $measured.Wasserstein | Should -Be $direct.Wasserstein
    }

    It 'writes nothing with -WhatIf, and goes on after a directory that is no run' {
        $before = Get-Content "$TestDrive/toy/seed-1/evaluation.csv" -Raw
        Measure-WganSample -Path "$TestDrive/toy/seed-1" @quick -WhatIf | Should -BeNullOrEmpty
        Get-Content "$TestDrive/toy/seed-1/evaluation.csv" -Raw | Should -Be $before
        $null = New-Item -ItemType Directory "$TestDrive/foreign"
        $measured = Measure-WganSample -Path "$TestDrive/foreign", "$TestDrive/toy/seed-1" @quick -ErrorAction SilentlyContinue -ErrorVariable problems
        $measured.Run | Should -Be 'toy/seed-1'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RunNotFound*'
    }
}
