# A thousand calls of each cmdlet leave as many live tensors as before them. What a call gives is disposed by the row itself; nothing
# is left to the garbage collector. Autograd.Tests.ps1, Graph.Tests.ps1 and HigherOrder.Tests.ps1 do the same for their cmdlets.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
}

Describe 'Tensors left behind by <Name>' -ForEach @(
    @{ Name = 'New-Tensor'; Script = { New-Tensor 1, 2, 3 -DType float64 -RequiresGrad | Remove-Tensor } }
    @{ Name = 'New-Tensor from tensors'; Script = { $x, $x | New-Tensor | Remove-Tensor } }
    @{ Name = 'New-Tensor -RandN'; Script = { New-Tensor -RandN -Shape 2, 2 -Seed 1 | Remove-Tensor } }
    @{ Name = 'New-Tensor -Rand'; Script = { New-Tensor -Rand -Shape 2, 2 | Remove-Tensor } }
    @{ Name = 'New-Tensor -Full, -Eye and -Arange'; Script = { New-Tensor -Full 3 -Shape 2; New-Tensor -Eye 2; New-Tensor -Arange 3 } }
    @{ Name = 'New-Tensor with an error'; Script = { try { New-Tensor (1, 2), 3 } catch { } try { New-Tensor 1 -DType int64 -RequiresGrad } catch { } } }
    @{ Name = 'ConvertFrom-Tensor'; Script = { $null = $m | ConvertFrom-Tensor } }
    @{ Name = 'Set-TorchSeed and Get-TorchDevice'; Script = { Set-TorchSeed 1; $null = Get-TorchDevice } }
    @{ Name = 'Export-Tensor and Import-Tensor'; Times = 100; Script = { $m | Export-Tensor $file -Force; Import-Tensor $file } }
    @{ Name = 'Invoke-EnableGrad'; Script = { Invoke-EnableGrad { $x * 2 } } }
    @{ Name = 'Clear-Gradient'; Script = { Clear-Gradient $x; Clear-Gradient $x -Zero } }
    @{ Name = 'New-Network'; Times = 200; Emptied = 4; Script = { New-Network 'Linear 2 3', 'ReLU', 'Linear 3 1' -Seed 1 } }
    @{ Name = 'Invoke-Network'; Script = { $m | Invoke-Network $net } }
    @{ Name = 'Invoke-Network with an error'; Script = { try { $x | Invoke-Network $net } catch { } } }
    @{ Name = 'New-Optimizer'; Times = 200; Script = { New-Optimizer adam $net } }
    @{ Name = 'Step-Optimizer'; Script = { Step-Optimizer $optimizer -Gradients $gradients } }
    @{ Name = 'Measure-GradientPenalty'; Times = 200; Script = { $r = Measure-GradientPenalty $net $m $m -Seed 1; $r.Penalty; $r.Norms } }
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
        $run = { foreach ($made in . $Script) { if ($made -is [IDisposable]) { $made.Dispose() } } }
        for ($i = 0; $i -lt 3; $i++) { . $run }
        # What earlier tests left to the finalizer must not go while this one counts.
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        $before = [torch.Tensor]::TotalCount
        for ($i = 0; $i -lt ($Times ?? 1000); $i++) { . $run }
        # TorchSharp makes each parameter out of a tensor that it empties, holds no memory any more and is counted for ever.
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual ($before + [int]$Emptied * 200)
    }
}
