# A thousand calls of each cmdlet leave as many live tensors as before them. What a call gives is disposed by the row itself; nothing
# is left to the garbage collector. Autograd.Tests.ps1, Graph.Tests.ps1 and HigherOrder.Tests.ps1 do the same for their cmdlets.
# What trains or draws takes too long for that: a row with Times says how many calls stand for the thousand. A thousand iterations of a
# training are a row of their own.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    $run, $again = 'run', 'again' | ForEach-Object { Join-Path $TestDrive $_ }
    # Networks of one's own, so that no cmdlet has to make any.
    $pair = @{ Critic = New-Network 'Linear 2 4', 'ReLU', 'Linear 4 1' -Seed 1; Generator = New-Network 'Linear 128 2' -Seed 2 }
    $records = Start-WganTraining 8Gaussians -Iterations 4 -BatchSize 4 -CriticSteps 1 -LogEvery 1 -OutputDirectory $run @pair
}

Describe 'Tensors left behind by <Name>' -ForEach @(
    @{ Name = 'New-Tensor'; Script = { New-Tensor 1, 2, 3 -DType float64 -RequiresGrad | Remove-Tensor } }
    @{ Name = 'New-Tensor from tensors'; Script = { $x, $x | New-Tensor | Remove-Tensor } }
    @{ Name = 'New-Tensor -RandN'; Script = { New-Tensor -RandN -Shape 2, 2 -Seed 1 | Remove-Tensor } }
    @{ Name = 'New-Tensor -Rand'; Script = { New-Tensor -Rand -Shape 2, 2 | Remove-Tensor } }
    @{ Name = 'New-Tensor -Full, -Eye and -Arange'; Script = { New-Tensor -Full 3 -Shape 2; New-Tensor -Eye 2; New-Tensor -Arange 3 } }
    @{ Name = 'Remove-Tensor'; Script = { Remove-Tensor (New-Tensor 1), (New-Tensor 2) } }
    @{ Name = 'New-Tensor with an error'; Script = { try { New-Tensor (1, 2), 3 } catch { } try { New-Tensor 1 -DType int64 -RequiresGrad } catch { } } }
    @{ Name = 'ConvertFrom-Tensor'; Script = { $null = $m | ConvertFrom-Tensor } }
    @{ Name = 'Set-TorchSeed and Get-TorchDevice'; Script = { Set-TorchSeed 1; $null = Get-TorchDevice } }
    @{ Name = 'Export-Tensor and Import-Tensor'; Script = { $m | Export-Tensor $file -Force; Import-Tensor $file } }
    @{ Name = 'Invoke-EnableGrad'; Script = { Invoke-EnableGrad { $x * 2 } } }
    @{ Name = 'Clear-Gradient'; Script = { Clear-Gradient $x; Clear-Gradient $x -Zero } }
    @{ Name = 'New-Network'; Emptied = 4; Script = { New-Network 'Linear 2 3', 'ReLU', 'Linear 3 1' -Seed 1 } }
    @{ Name = 'Invoke-Network'; Script = { $m | Invoke-Network $net } }
    @{ Name = 'Invoke-Network with an error'; Script = { try { $x | Invoke-Network $net } catch { } } }
    @{ Name = 'New-Optimizer'; Script = { New-Optimizer adam $net } }
    @{ Name = 'Step-Optimizer'; Script = { Step-Optimizer $optimizer -Gradients $gradients } }
    @{ Name = 'Measure-GradientPenalty'; Script = { $r = Measure-GradientPenalty $net $m $m -Seed 1; $r.Penalty; $r.Norms } }
    @{ Name = 'Export-Network and Import-Network'; Script = { $net | Export-Network $networkFile -Force; Import-Network $networkFile -Network $net } }
    @{ Name = 'Get-WganDataset'; Script = { Get-WganDataset 8Gaussians; $rows | Get-WganDataset } }
    @{ Name = 'Measure-WganSample'; Script = { $null = $rows | Measure-WganSample 8Gaussians -Seed 1 -DirectionCount 2 -ExactCount 4 } }
    @{ Name = 'Get-WganRun and Compare-WganRun'; Script = { $null = Get-WganRun $run | Compare-WganRun } }
    @{ Name = 'New-WganSample'; Emptied = 2; Times = 50; Script = { New-WganSample $run -Count 4 -Seed 1 } }
    @{ Name = 'Test-WganSetup'; Script = { $null = Test-WganSetup 8Gaussians -BatchSize 4 -CriticSteps 1 @pair } }
    @{ Name = 'Start-WganTraining'; Times = 5; Script = { $null = Start-WganTraining @small -Iterations 2 -OutputDirectory $again -Force } }
    @{ Name = 'a thousand iterations of Start-WganTraining'; Times = 1; Script = { $null = Start-WganTraining @small -Iterations 1000 -OutputDirectory $again -Force } }
    @{ Name = 'Test-WganResume'; Emptied = 24; Times = 2; Script = { $null = Test-WganResume $run -Iterations 2 } }
    @{ Name = 'Export-MetricCsv and Import-MetricCsv'; Times = 200; Script = { $null = $records | Export-MetricCsv $csv -Force; $null = Import-MetricCsv $csv } }
    @{ Name = 'Export-MetricChart'; Times = 50; Script = { $records | Export-MetricChart $picture -Force -Width 200 -Height 200 } }
    @{ Name = 'Export-SampleChart'; Times = 50; Script = { Export-SampleChart $picture -Generated $m -Force -Width 200 -Height 200 } }
    @{ Name = 'Export-SampleGrid'; Times = 50; Script = { $image | Export-SampleGrid $picture -Force } }
    @{ Name = 'an operator'; Script = { 1 - $x; 2 / $x; -$x; $x * $x; 5 % $x; $m[0, 1]; $x.index('1:') } }
    @{ Name = 'an operator with an error'; Script = { try { $x * 'a' } catch { } try { $x + $image } catch { } } }
    @{ Name = 'a method with numbers'; Script = { $x.add(1); $x.clamp(0, 1); $m.sum(0); $x.where($true, 2) } }
    @{ Name = 'a method with an error'; Script = { try { $x.add(1, 2, 3, 4) } catch { } try { $x.matmul($m) } catch { } } }
    @{ Name = 'a method that gives several tensors'; Script = { $m.max(1) } }
    @{ Name = 'functions of torch'; Script = { [torch]::zeros(2, 3); [torch]::stack(@($x, $x)); [torch.nn.functional]::relu($x); [torch.linalg]::norm($x) } }
    @{ Name = 'a cast'; Script = { $null = [double]$s; try { $null = [int]$x } catch { } } }
) {
    It 'are none' {
        $x = New-Tensor 1, 2
        $m = New-Tensor ((1, 2), (3, 4))
        $s = New-Tensor 2.5
        $file = Join-Path $TestDrive m.npy
        $net = New-Network 'Linear 2 3', 'ReLU', 'Linear 3 1' -Seed 1
        $optimizer = New-Optimizer adam $net
        $gradients = @($net.parameters() | ForEach-Object { [torch]::ones_like($_) })
        $networkFile, $csv, $picture = 'net.safetensors', 'm.csv', 'picture.png' | ForEach-Object { Join-Path $TestDrive $_ }
        $rows = New-Tensor -RandN -Shape 8, 2 -Seed 1
        $image = New-Tensor -Rand -Shape 4, 1, 4, 4
        $small = @{ Dataset = '8Gaussians'; BatchSize = 4; CriticSteps = 1; SkipSetupCheck = $true } + $pair
        $call = { foreach ($made in . $Script) { if ($made -is [IDisposable]) { $made.Dispose() } } }
        for ($i = 0; $i -lt [math]::Min(3, $Times ?? 3); $i++) { . $call }
        # What earlier tests left to the finalizer must not go while this one counts.
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        $before = [torch.Tensor]::TotalCount
        for ($i = 0; $i -lt ($Times ?? 1000); $i++) { . $call }
        # TorchSharp makes each parameter out of a tensor that it empties, holds no memory any more and is counted for ever.
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual ($before + [int]$Emptied * ($Times ?? 1000))
    }
}

Describe 'The rows' {
    It 'call every cmdlet' {
        $tests = 'Memory', 'Autograd', 'Graph', 'HigherOrder' | ForEach-Object { Get-Content (Join-Path $PSScriptRoot "$_.Tests.ps1") }
        $rows = $tests -match '@\{ Name = .*Script = \{' -join "`n"
        (Get-Command -Module AutogradPS -CommandType Cmdlet).Name.Where({ $rows -notmatch "[{;|=(] *$_\b" }) | Should -BeNullOrEmpty
    }
}
