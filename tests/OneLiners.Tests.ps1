# PyTorch's one-liners, typed in a script: the table src/AutogradPS.Core/Scripting/one-liners.txt against PyTorch's values.

BeforeDiscovery {
    $rows = Get-Content (Join-Path $PSScriptRoot fixtures/oneliners/oneliners.json) -Raw | ConvertFrom-Json | ForEach-Object {
        @{ Python = $_.python; Shell = $_.shell; Expected = $_.expected }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')

    # What differs between a result and PyTorch's, or nothing: dtype, shape and values to 1e-5.
    function Compare-Number($actual, $expected) {
        $a, $e = [double]$actual, [double]$expected
        if ([math]::Abs($a - $e) -gt 1e-5 * (1 + [math]::Abs($e))) { "$a instead of $e" }
    }
    function Compare-Result($actual, $expected) {
        if ($expected -is [pscustomobject]) {
            if ($actual -isnot [torch.Tensor]) { return "$actual instead of a tensor" }
            $dtype = "$($actual.dtype)".Replace('Byte', 'uint8')
            if ($dtype -ne $expected.dtype) { return "$dtype instead of $($expected.dtype)" }
            if ("$($actual.shape)" -ne "$($expected.shape)") { return "shape [$($actual.shape)] instead of [$($expected.shape)]" }
            $values = @($actual.reshape(-1) | ConvertFrom-Tensor)
            for ($at = 0; $at -lt $values.Count; $at++) { Compare-Number $values[$at] $expected.values[$at] }
        }
        elseif ($expected -is [array]) {
            if (@($actual).Count -ne $expected.Count) { return "$(@($actual).Count) items instead of $($expected.Count)" }
            for ($at = 0; $at -lt $expected.Count; $at++) { Compare-Result @($actual)[$at] $expected[$at] }
        }
        elseif ($expected -is [bool]) {
            if ($actual -isnot [bool] -or $actual -ne $expected) { "$actual instead of $expected" }
        }
        else { Compare-Number $actual $expected }
    }
}

Describe 'A one-liner of PyTorch in the shell' {
    It '<Python>' -ForEach $rows {
        $x = New-Tensor 1.5, -2, 3
        $y = New-Tensor 0.5, 4, -1
        $m = New-Tensor ((1, 2, 3), (4, 5, 6))
        $n = New-Tensor ((2, 0), (1, 3))
        $i = New-Tensor 3, 1, 2 -DType int64
        $b = New-Tensor $true, $false, $true -DType bool
        $p = New-Tensor 0.2, 0.9, 0.5
        $z = New-Tensor (, ((1, 2), (3, 4)))
        $s = New-Tensor 2.5
        $image = [torch]::arange(16).reshape(1, 1, 4, 4).to('float32')
        $k = New-Tensor (, (, ((1, 0), (0, -1))))
        $result = & ([scriptblock]::Create(", ($Shell)"))
        Compare-Result $result $Expected | Should -BeNullOrEmpty -Because $Shell
    }
}

Describe 'A call without a result' {
    It 'writes nothing: <_>' -ForEach '$w.sum().backward()', '$net.train()', '$net.eval()', '$net.zero_grad()', '$optimizer.zero_grad()', '[torch]::set_rng_state([torch]::get_rng_state())' {
        $w = New-Tensor 1, 2 -RequiresGrad
        $net = [torch.nn]::Linear(2, 1)
        $optimizer = [torch.optim]::SGD($net.parameters(), 0.1)
        @(& ([scriptblock]::Create($_))).Count | Should -Be 0
    }
}

Describe 'An error of a call by one of PyTorch''s names' {
    It 'has our id, category and no wrapping: <Call>' -ForEach @(
        @{ Call = '$m.matmul($m)'; Id = 'ShapeMismatch'; Category = 'InvalidArgument' }
        @{ Call = '[torch]::matmul($m, $m)'; Id = 'ShapeMismatch'; Category = 'InvalidArgument' }
        @{ Call = '[torch.nn]::Linear(-1, 2)'; Id = 'InvalidShape'; Category = 'InvalidArgument' }
        @{ Call = '[torch.nn]::Linear(3, 2).forward($w)'; Id = 'ShapeMismatch'; Category = 'InvalidArgument' }
        @{ Call = '[torch.linalg]::inv($w)'; Id = 'TorchOperationFailed'; Category = 'InvalidOperation' }
        @{ Call = '$w.to(''cuda:7'')'; Id = 'DeviceNotAvailable'; Category = 'ResourceUnavailable' }
    ) {
        $w = New-Tensor 1, 2
        $m = New-Tensor ((1, 2, 3), (4, 5, 6))
        $caught = try { & ([scriptblock]::Create($Call)) } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -Be $Id
        $caught.CategoryInfo.Category | Should -Be $Category
        $caught.Exception.Message | Should -Not -BeLike 'Exception calling*'
    }
}

Describe 'An operator with a tensor' {
    It 'says what does not fit, with our id: <Call>' -ForEach @(
        @{ Call = '$w + $m'; Id = 'ShapeMismatch' }
        @{ Call = '$w * $null'; Id = 'InvalidOperand' }
        @{ Call = '$w - "abc"'; Id = 'InvalidOperand' }
        @{ Call = '$w / @(1, 2)'; Id = 'InvalidOperand' }
        @{ Call = '7 % $gone'; Id = 'TensorDisposed' }
    ) {
        $w = New-Tensor 1, 2
        $m = New-Tensor 1, 2, 3
        $gone = New-Tensor 1
        $gone.Dispose()
        $caught = try { & ([scriptblock]::Create($Call)) } catch { $_ }
        $caught.Exception.InnerException.ErrorId | Should -Be $Id
        $caught.Exception.Message | Should -Not -Match 'frame #'
    }

    It 'has PyTorch''s gradient: <Call>' -ForEach @(
        @{ Call = '1 - $w'; Gradient = -1, -1 }
        @{ Call = '6 / $w'; Gradient = -6, -1.5 }
        @{ Call = '-$w'; Gradient = -1, -1 }
        @{ Call = '5 % $w'; Gradient = -5, -2 }
        @{ Call = '$w % 2'; Gradient = 1, 1 }
    ) {
        $w = New-Tensor 1, 2 -RequiresGrad
        $y = & ([scriptblock]::Create($Call))
        (Invoke-AutogradGrad $y.sum() $w).tolist() | Should -Be $Gradient
    }

    It 'takes lists with nothing in them as indices, where TorchSharp''s own would end the process: <Index>' -ForEach @(
        @{ Index = '@($null, 1), 0' }, @{ Index = '@($i, $null), 0' }, @{ Index = ', @($i, $null)' }, @{ Index = '@($null), @($null)' }
    ) {
        $x = New-Tensor @(@(1, 2), @(3, 4), @(5, 6))
        $i = New-Tensor 1 -DType int64
        & ([scriptblock]::Create("`$x[$Index]")) | ForEach-Object { $_.GetType() | Should -Be $x.GetType() }
        try { & ([scriptblock]::Create("`$x[$Index] = 1")) } catch { $_.Exception | Should -BeOfType [System.Management.Automation.RuntimeException] }
        $x[$i].tolist() | Should -Be 3, 4
        $x[$x.gt(3)].tolist() | Should -Be 4, 5, 6
        $x[1, 0].item() | Should -Be 3
        $x[$i] = New-Tensor 7, 8
        $x[1].tolist() | Should -Be 7, 8
    }

    It 'has PyTorch''s value where TorchSharp''s own has another: <Call>' -ForEach @(
        @{ Call = '[torch.nn]::GroupNorm(2, 4).weight'; Value = 1, 1, 1, 1 }
        @{ Call = '[torch.nn]::GroupNorm(2, 4).bias'; Value = 0, 0, 0, 0 }
        @{ Call = '[torch]::erfinv((New-Tensor 0.5, 0.2))'; Value = 0.4769363, 0.1791435 }
        @{ Call = '[torch.special]::erfcx((New-Tensor 0.2, 3))'; Value = 0.8090195, 0.1790012 }
        @{ Call = '[torch]::var_mean((New-Tensor 1, 2, 6))[0].reshape(1)'; Value = 7 }
        @{ Call = '[torch]::var_mean((New-Tensor 1, 2, 6), 0)[1].reshape(1)'; Value = 3 }
        @{ Call = '[torch.nn]::Hardtanh().forward((New-Tensor -3, 0, 3))'; Value = -1, 0, 1 }
        @{ Call = '[torch.nn.functional]::gaussian_nll_loss((New-Tensor ((1, 2), (3, 4))), (New-Tensor ((2, 4), (1, 1))), (New-Tensor ((1, 2), (0.5, 3)))).reshape(1)'; Value = 1.8873264 }
        @{ Call = '[torch.nn.functional]::gaussian_nll_loss((New-Tensor ((1, 2), (3, 4))), (New-Tensor ((2, 4), (1, 1))), (New-Tensor 1, 2), @{ full = $true; reduction = "sum" }).reshape(1)'; Value = 10.1189013 }
        @{ Call = '[torch.nn]::KLDivLoss().forward((New-Tensor -1, -2), (New-Tensor 0.4, 0.6)).reshape(1)'; Value = 0.4634942 }
        @{ Call = '[torch]::vander((New-Tensor 3, 2)).reshape(4)'; Value = 3, 1, 2, 1 }
        @{ Call = '[torch]::vander((New-Tensor 3, 2), 3, $true).reshape(6)'; Value = 1, 3, 9, 1, 2, 4 }
    ) {
        $is = @((& ([scriptblock]::Create($Call))).tolist())
        $is.Count | Should -Be $Value.Count
        for ($i = 0; $i -lt $Value.Count; $i++) { [Math]::Abs($is[$i] - $Value[$i]) | Should -BeLessThan 2e-6 }
    }

    It 'fills in a normal distribution between its ends' {
        $null = [torch]::manual_seed(0)
        $x = [torch.nn.init]::trunc_normal_([torch]::zeros(100000), 1, 2, 0, 3)
        $x.min().item() | Should -BeGreaterOrEqual 0
        $x.max().item() | Should -BeLessOrEqual 3
        # The mean and the standard deviation of the normal distribution (1, 2) between 0 and 3.
        [Math]::Abs($x.mean().item() - 1.4133) | Should -BeLessThan 0.01
        [Math]::Abs($x.std().item() - 0.8313) | Should -BeLessThan 0.01
    }

    It 'has PyTorch''s defaults of optimizers: <Name>' -ForEach @(
        @{ Name = 'AdamW'; Value = 0.9919219, -1.991841, 2.9917603 }
        @{ Name = 'ASGD'; Value = 0.8507564, -1.4427682, 1.8286932 }
    ) {
        $p, $scale = (New-Tensor 1, -2, 3 -RequiresGrad), (New-Tensor 1, 2, 3)
        $optimizer = [torch.optim]::$Name(@($p))
        foreach ($step in 1..8) { $optimizer.zero_grad(); ($scale * $p * $p).sum().backward(); $null = $optimizer.step() }
        $is = $p.tolist()
        for ($i = 0; $i -lt 3; $i++) { [Math]::Abs($is[$i] - $Value[$i]) | Should -BeLessThan 2e-6 }
    }

    It 'leaves what is empty as it is, orthogonal_ too, where TorchSharp''s own would end the process' {
        [torch.nn.init]::orthogonal_([torch]::zeros(0, 3)).shape | Should -Be 0, 3
        $q = [torch.nn.init]::orthogonal_([torch]::zeros(3, 3), 2)
        ($q.t().matmul($q) - 4 * [torch]::eye(3)).abs().max().item() | Should -BeLessThan 1e-5
    }

    It 'ends no process in a session without the module either: <Call>' -ForEach @(
        @{ Call = '$m.fill_($null)' }, @{ Call = '$m.tensor_split(10000000000000)' }, @{ Call = '$m[@($null, 1), 0]' }, @{ Call = '$m.matmul($m.sum())' }
    ) {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $session.Runspace.SessionStateProxy.SetVariable('m', (New-Tensor @(@(1, 2), @(3, 4))))
            $null = $session.AddScript("try { $Call } catch { }").Invoke()
            $session.Commands.Clear()
            $session.AddScript('$m.add($m).sum().ToString()').Invoke() | Should -Not -BeNullOrEmpty
        }
        finally { $session.Dispose() }
    }

    It 'is the module''s as long as the module is there' {
        $engine = [AutogradPS.GraphMembers].Assembly.GetType('AutogradPS.Cmdlets.Members.EngineMethods')
        $engine::Remove()
        try { [torch].GetMethods().Count | Should -BeGreaterThan 100 }
        finally { $engine::Install() | Should -BeTrue }
        (-(New-Tensor 1 -RequiresGrad)).GradFn | Should -BeExactly 'NegBackward0'
    }
}

Describe 'torch.autograd' {
    It 'has grad, as the note writes it' {
        $a, $b = (New-Tensor 3 -RequiresGrad), (New-Tensor 2 -RequiresGrad)
        ([torch.autograd]::grad($a * $b, @($a, $b))).ForEach({ $_.item() }) | Should -Be 2, 3
        $x = New-Tensor 1, 2 -RequiresGrad
        $g = [torch.autograd]::grad($x * $x * $x, $x, @{ grad_outputs = (New-Tensor 1, 1); create_graph = $true; retain_graph = $true; only_inputs = $true })
        $g.tolist() | Should -Be 3, 12
        ([torch.autograd]::grad($g.sum(), $x)).tolist() | Should -Be 6, 12
        $x.grad | Should -BeNullOrEmpty
        [torch.autograd]::backward(@(($x * 2).sum(), ($x * 3).sum()))
        $x.grad.tolist() | Should -Be 5, 5
    }

    It 'says what is wrong: <Call>' -ForEach @(
        @{ Call = '[torch.autograd]::grad("a", $x)'; Id = 'InvalidArgument' }
        @{ Call = '[torch.autograd]::grad($x.sum(), @($x, $null))'; Id = 'InvalidArgument' }
        @{ Call = '[torch.autograd]::grad($x * 2, $x)'; Id = 'GradOutputsRequired' }
        @{ Call = '[torch.autograd]::grad($x.sum(), (New-Tensor 1 -RequiresGrad))'; Id = 'InputNotUsed' }
        @{ Call = '[torch.autograd]::backward((New-Tensor 1))'; Id = 'RequiresGradMissing' }
    ) {
        $x = New-Tensor 1, 2 -RequiresGrad
        try { & ([scriptblock]::Create($Call)); throw 'nothing was wrong' } catch { $_.FullyQualifiedErrorId -replace ',.*' | Should -Be $Id }
    }
}
