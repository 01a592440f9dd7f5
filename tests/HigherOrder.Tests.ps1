# Jacobians, Hessians, vector products and gradient checks as a script sees them.

BeforeAll {
    Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1'))
}

Describe 'Get-Jacobian' {
    It 'differentiates a script block' {
        $j = Get-Jacobian { param($x) $x * $x } (New-Tensor 1, 2, 3 -DType float64)
        $j.Shape | Should -Be 3, 3
        $j.reshape(-1) | ConvertFrom-Tensor | Should -Be 2, 0, 0, 0, 4, 0, 0, 0, 6
        $j.requires_grad | Should -BeFalse
    }

    It 'differentiates existing tensors and keeps their graph' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $y = $x * $x
        foreach ($i in 1..2) { (Get-Jacobian -Outputs $y -Inputs $x).reshape(-1) | ConvertFrom-Tensor | Should -Be 2, 0, 0, 4 }
        (Get-Jacobian $y $x).Shape | Should -Be 2, 2
        $x.Grad | Should -BeNullOrEmpty
    }

    It 'writes one tensor an input, one an output, or rows' {
        $x = New-Tensor 2; $y = New-Tensor 5
        Get-Jacobian { param($x, $y) $x * $y } $x, $y | ConvertFrom-Tensor | Should -Be 5, 2
        $x | Get-Jacobian { param($x) $x * 3; $x * $x } | ConvertFrom-Tensor | Should -Be 3, 4
        $rows = @(Get-Jacobian { param($x, $y) $x * $y; $x + 1 } $x, $y)
        $rows | Should -HaveCount 2
        $rows[0][1] | ConvertFrom-Tensor | Should -Be 2
        $rows[1][1] | ConvertFrom-Tensor | Should -Be 0
    }

    It 'is differentiable itself with -CreateGraph' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $j = Get-Jacobian { param($x) $x * $x * $x } $x -CreateGraph
        Invoke-AutogradGrad $j.sum() $x | ConvertFrom-Tensor | Should -Be 6, 12
    }

    It 'runs the block in a scope of its own, with gradients on' {
        $seen = 'outside'
        $j = Invoke-NoGrad { Get-Jacobian { param($x) $seen = 'inside'; $x * $x } (New-Tensor 3) }
        $j | ConvertFrom-Tensor | Should -Be 6
        $seen | Should -Be 'outside'
    }
}

Describe 'Get-Hessian' {
    It 'gives second derivatives' {
        (Get-Hessian { param($x) ($x * $x * $x).sum() } (New-Tensor 1, 2)).reshape(-1) | ConvertFrom-Tensor | Should -Be 6, 0, 0, 12
        $x = New-Tensor 1, 2 -RequiresGrad
        (Get-Hessian ($x * $x * $x).sum() $x).reshape(-1) | ConvertFrom-Tensor | Should -Be 6, 0, 0, 12
    }

    It 'gives the blocks of two inputs' {
        $h = Get-Hessian { param($x, $y) ($x * $x * $y).sum() } (New-Tensor 3), (New-Tensor 5)
        $h[0][0] | ConvertFrom-Tensor | Should -Be 10
        $h[0][1] | ConvertFrom-Tensor | Should -Be 6
        $h[1][1] | ConvertFrom-Tensor | Should -Be 0
    }
}

Describe 'Get-VectorProduct' {
    It 'gives <Kind>: <Expected>' -ForEach @(
        @{ Kind = 'vjp'; Expected = 8, 3 }
        @{ Kind = 'jvp'; Expected = 7, 3 }
    ) {
        # J = ((2, 3), (0, 1)) at any point.
        $f = { param($x) [torch]::stack(@(($x[0] * 2 + $x[1] * 3), $x[1])) }
        $v = $Kind -eq 'vjp' ? (New-Tensor 4, -9) : (New-Tensor -1, 3)
        $product = Get-VectorProduct $Kind $f (New-Tensor 1, 1) $v
        $product | ConvertFrom-Tensor | Should -Be $Expected
    }

    It 'gives <Kind> of a script block and of tensors' -ForEach @(@{ Kind = 'hvp' }, @{ Kind = 'vhp' }) {
        $v = New-Tensor 1, 10
        Get-VectorProduct $Kind { param($x) ($x * $x * $x).sum() } (New-Tensor 1, 2) -Vector $v | ConvertFrom-Tensor | Should -Be 6, 120
        $x = New-Tensor 1, 2 -RequiresGrad
        Get-VectorProduct -Kind $Kind -Outputs ($x * $x * $x).sum() -Inputs $x -v $v | ConvertFrom-Tensor | Should -Be 6, 120
    }
}

Describe 'Test-Gradient' {
    BeforeAll {
        $wrong = { param($x) $x * $x.detach() }
    }

    It 'passes a right gradient and says how exact it is' {
        $report = Test-Gradient { param($x) ($x.sin() * $x).sum() } (New-Tensor 0.5, 1.5 -DType float64 -RequiresGrad)
        $report.Passed | Should -BeTrue
        $report.ElementCount | Should -Be 2
        $report.MaximumError | Should -BeLessThan 1e-7
    }

    It 'names the worst element of a wrong one' {
        $report = Test-Gradient $wrong (New-Tensor 1, 5 -DType float64 -RequiresGrad)
        $report.Passed | Should -BeFalse
        $report.Worst.InputIndex | Should -Be 1
        $report.Worst.Analytic | Should -Be 5
        "$($report.Worst)" | Should -BeLike '*d output 0`[1`] / d input 0`[1`]: analytic 5*'
    }

    It 'answers yes or no with -Quiet' {
        $x = New-Tensor 1, 5 -DType float64 -RequiresGrad
        Test-Gradient $wrong $x -Quiet | Should -BeFalse
        Test-Gradient { param($x) $x.exp() } $x -Quiet | Should -BeTrue
        Test-Gradient { param($x) $x.exp() } $x -Second -Quiet | Should -BeTrue
    }

    It 'takes PyTorch''s names of the tolerances' {
        Test-Gradient $wrong (New-Tensor 1 -DType float64 -RequiresGrad) -eps 1e-4 -atol 10 -rtol 0 -nondet_tol 0 -Quiet | Should -BeTrue
    }

    It 'warns about float32' {
        $null = Test-Gradient { param($x) $x * 2 } (New-Tensor 1 -RequiresGrad) -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*float32, not float64*'
    }
}

Describe 'Errors of higher-order cmdlets' {
    It '<Name> gives <Id>' -ForEach @(
        @{ Name = 'a Hessian of a vector'; Id = 'OutputNotScalar'; Text = '*shape `[2`]*.sum() or .mean()*'; Script = { Get-Hessian { param($x) $x * 2 } $x } }
        @{ Name = 'a block that writes a number'; Id = 'FunctionOutput'; Text = '*Int32*only tensors*'; Script = { Get-Jacobian { 3 } $x } }
        @{ Name = 'a block that writes nothing'; Id = 'FunctionOutput'; Text = '*must write one tensor*'; Script = { Get-Jacobian { } $x } }
        @{ Name = 'an integer input'; Id = 'RequiresGradDType'; Text = '*int64*-DType float32*'; Script = { Get-Jacobian { param($x) $x } (New-Tensor 1 -DType int64) } }
        @{ Name = 'existing tensors without graph'; Id = 'RequiresGradMissing'; Text = '*-Outputs*'; Script = { Get-Jacobian -Outputs (New-Tensor 1) -Inputs $x } }
        @{ Name = 'an input that existing tensors do not know'; Id = 'RequiresGradMissing'; Text = '*element 0 of -Inputs*'; Script = { Get-Jacobian -Outputs ($x * 2) -Inputs (New-Tensor 1) } }
        @{ Name = 'a missing vector'; Id = 'VectorRequired'; Text = '*-Vector*one tensor an input*'; Script = { Get-VectorProduct jvp { param($x) $x * 2 } $x } }
        @{ Name = 'a vector of another shape'; Id = 'VectorShapeMismatch'; Text = '*shape `[3`]*`[2`]*'; Script = { Get-VectorProduct vjp { param($x) $x * 2 } $x (New-Tensor 1, 2, 3) } }
        @{ Name = 'too many vectors'; Id = 'VectorCount'; Text = '*2 tensors for 1 inputs*'; Script = { Get-VectorProduct jvp { param($x) $x * 2 } $x $x, $x } }
        @{ Name = 'a check without gradient'; Id = 'RequiresGradMissing'; Text = '*at least one input tensor to require gradient*'; Script = { Test-Gradient { param($x) $x } (New-Tensor 1) } }
        @{ Name = 'a check of complex inputs'; Id = 'ComplexNotSupported'; Text = '*real and imaginary*'; Script = { Test-Gradient { param($x) $x } (New-Tensor 1 -DType complex64 -RequiresGrad) } }
    ) {
        $x = New-Tensor 1, 2 -RequiresGrad
        $record = $null
        try { $null = . $Script } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.Exception.Message | Should -BeLike $Text
    }

    It 'lets the block''s own errors through' {
        { Get-Jacobian { throw 'my own' } (New-Tensor 1) } | Should -Throw 'my own'
        [torch]::is_grad_enabled() | Should -BeTrue
    }
}

Describe 'Tensors left behind by <Name>' -ForEach @(
    @{ Name = 'Get-Jacobian'; Script = { Get-Jacobian $y $x | Remove-Tensor } }
    @{ Name = 'Get-Jacobian of a block'; Script = { Get-Jacobian { param($x) $x.exp() } $x | Remove-Tensor } }
    @{ Name = 'Get-Hessian'; Script = { Get-Hessian $s $x | Remove-Tensor } }
    @{ Name = 'Get-VectorProduct'; Script = { Get-VectorProduct vjp $y $x $v | Remove-Tensor } }
    @{ Name = 'Test-Gradient'; Script = { Test-Gradient { param($x) $x.exp() } $x -Quiet } }
) {
    It 'are none after 1,000 calls' {
        $x = New-Tensor 1, 2 -DType float64 -RequiresGrad
        $v = New-Tensor 1, 1 -DType float64
        $y = $x.exp()
        $s = $y.sum()
        $null = . $Script
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $before = [torch.Tensor]::TotalCount
        for ($i = 0; $i -lt 1000; $i++) { $null = . $Script }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual $before
    }
}
