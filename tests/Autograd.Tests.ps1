# Gradients, backward passes and grad modes as a script sees them.

BeforeDiscovery {
    $fixture = [IO.Path]::Combine($PSScriptRoot, 'fixtures', 'gradients', 'gradients.json')
    $document = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($fixture))
    $pytorchCases = foreach ($case in $document.RootElement.EnumerateArray()) {
        $expression = $case.GetProperty('powershell').GetString()
        if ($expression) { @{ Name = $case.GetProperty('name').GetString(); Expression = $expression; Case = $case.GetRawText() } }
    }
    # The statement, the error's id and a part of its text.
    $mistakes = @(
        @{ Name = 'outputs without grad'; Id = 'RequiresGradMissing'; Text = '*element 0 of tensors*does not have a grad_fn*-RequiresGrad*'; Script = { Invoke-AutogradGrad (New-Tensor 1) $x } }
        @{ Name = 'an input without grad'; Id = 'RequiresGradMissing'; Text = '*One of the differentiated Tensors does not require grad: element 1*'; Script = { $c = New-Tensor 1, 2; Invoke-AutogradGrad ($x * $c).sum() $x, $c } }
        @{ Name = 'an integer input'; Id = 'RequiresGradDType'; Text = '*int64*-DType float32 -RequiresGrad*'; Script = { $n = New-Tensor 1, 2 -DType int64; Invoke-AutogradGrad ($x * $n).sum() $n } }
        @{ Name = 'an output that is no scalar'; Id = 'GradOutputsRequired'; Text = '*only for scalar outputs*output 0 has shape `[2`]*-GradOutputs*'; Script = { Invoke-AutogradGrad ($x * $x) $x } }
        @{ Name = '$null for an output that is no scalar'; Id = 'GradOutputsRequired'; Text = '*only for scalar outputs*'; Script = { Invoke-AutogradGrad ($x * $x) $x $null } }
        @{ Name = 'a complex scalar output'; Id = 'GradOutputsRequired'; Text = '*only for real scalar outputs*complex64*'; Script = { $z = New-Tensor 1 -DType complex64 -RequiresGrad; Invoke-AutogradGrad ($z * $z) $z } }
        @{ Name = 'grad outputs of another shape'; Id = 'GradOutputsShapeMismatch'; Text = '*Mismatch in shape: grad_output`[0`]*shape `[3`]*shape `[2`]*'; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor 1, 1, 1) } }
        @{ Name = 'too many grad outputs'; Id = 'GradOutputsCount'; Text = '*2 entries for 1 outputs*'; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor 1, 1), (New-Tensor 1, 1) } }
        @{ Name = 'integer grad outputs'; Id = 'GradOutputsDType'; Text = "*int64*.to('float32')*"; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor 1, 1 -DType int64) } }
        @{ Name = 'an unused input'; Id = 'InputNotUsed'; Text = '*element 1 of the differentiated Tensors appears to not have been used*-AllowUnused*'; Script = { Invoke-AutogradGrad ($x * $x).sum() $x, (New-Tensor 1 -RequiresGrad) } }
        @{ Name = 'a freed graph'; Id = 'GraphFreed'; Text = '*a second time*-RetainGraph*'; Script = { $y = ($x * $x).sum(); $null = Invoke-AutogradGrad $y $x; Invoke-AutogradGrad $y $x } }
        @{ Name = 'a value changed in place'; Id = 'InPlaceModification'; Text = '*modified by an inplace operation*without the underscore*'; Script = { $h = $x * 2; $y = ($h * $h).sum(); $null = $h.add_($h); Invoke-AutogradGrad $y $x } }
        @{ Name = 'a view made after the outputs'; Id = 'InputNotUsed'; Text = '*element 0 of the*'; Script = { Invoke-AutogradGrad ($x * $x).sum() $x.view(2) } }
        @{ Name = 'a disposed input'; Id = 'TensorDisposed'; Text = '*-Inputs has been disposed*'; Script = { $y = ($x * $x).sum(); $x.Dispose(); Invoke-AutogradGrad $y $x } }
        @{ Name = 'a batch without vectors'; Id = 'GradOutputsRequired'; Text = '*-IsGradsBatched needs -GradOutputs*'; Script = { Invoke-AutogradGrad ($x * $x) $x -IsGradsBatched } }
        @{ Name = 'a batch of another shape'; Id = 'GradOutputsShapeMismatch'; Text = '*shape `[3, 2`]: the batch*'; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor 1, 2, 3) -IsGradsBatched } }
        @{ Name = 'a batch of second derivatives'; Id = 'InvalidOrder'; Text = '*first derivatives only*'; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor -Eye 2) -IsGradsBatched -Order 2 } }
        @{ Name = 'a batch and other leaves'; Id = 'InvalidCombination'; Text = '*Use one of the two*'; Script = { Invoke-AutogradGrad ($x * $x) $x (New-Tensor -Eye 2) -IsGradsBatched -OnlyInputs:$false } }
        @{ Name = 'zeros for unused inputs that are forbidden'; Id = 'InvalidCombination'; Text = '*Leave -AllowUnused out*'; Script = { Invoke-AutogradGrad ($x * $x).sum() $x -MaterializeGrads -AllowUnused:$false } }
        @{ Name = 'NaN in anomaly mode'; Id = 'AnomalyDetected'; Text = "*'SqrtBackward0' returned nan values*"; Script = { $z = New-Tensor 0 -RequiresGrad; Invoke-AutogradGrad ($z.sqrt() * 0) $z -DetectAnomaly } }
        @{ Name = 'NaN in a backward pass in anomaly mode'; Id = 'AnomalyDetected'; Text = "*'SqrtBackward0'*"; Script = { $z = New-Tensor 0 -RequiresGrad; Invoke-Backward ($z.sqrt() * 0) -DetectAnomaly } }
        @{ Name = 'a second backward pass'; Id = 'GraphFreed'; Text = '*a second time*'; Script = { $y = ($x * $x).sum(); Invoke-Backward $y; Invoke-Backward $y } }
        @{ Name = 'backward from what has no graph'; Id = 'RequiresGradMissing'; Text = '*-RequiresGrad*'; Script = { New-Tensor 1 | Invoke-Backward } }
        @{ Name = 'backward from what is no scalar'; Id = 'GradOutputsRequired'; Text = '*-Gradient*'; Script = { Invoke-Backward ($x * $x) } }
        @{ Name = 'backward into an input without grad'; Id = 'RequiresGradMissing'; Text = '*element 0 of -Inputs*'; Script = { Invoke-Backward ($x * $x).sum() -Inputs (New-Tensor 1) } }
        @{ Name = 'the gradient of a word'; Id = 'NoGradient'; Text = '*A String has no gradients*'; Script = { Clear-Gradient 'x' } }
    )
}

BeforeAll {
    Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1'))

    function ConvertFrom-Case([string] $Text) {
        $case = [Text.Json.JsonDocument]::Parse($Text).RootElement
        $inputs = [ordered]@{}
        foreach ($record in $case.GetProperty('inputs').EnumerateArray()) {
            $kind = $record.GetProperty('dtype').GetString()
            $values = foreach ($v in $record.GetProperty('values').EnumerateArray()) { $kind -eq 'bool' ? $v.GetBoolean() : $v.GetDouble() }
            $shape = @(foreach ($d in $record.GetProperty('shape').EnumerateArray()) { $d.GetInt64() })
            $dtype = $kind -eq 'float' ? 'float64' : $kind
            $flat = New-Tensor @($values) -DType $dtype
            $tensor = $flat.reshape([long[]] $shape)
            if ($kind -eq 'float') { $null = $tensor.requires_grad_($true) }
            $inputs[$record.GetProperty('name').GetString()] = $tensor
        }
        @{ Inputs = $inputs; Expected = $case.GetProperty('float64') }
    }

    # The weights of make_gradients.py.
    function Get-Weight($Like) {
        $values = for ($k = 0; $k -lt $Like.numel(); $k++) { ((7 * $k + 3) % 11 - 5.5) / 4 }
        $flat = New-Tensor @($values) -DType float64
        $flat.reshape($Like.shape)
    }

    function Get-LargestDifference($Expected, $Gradients) {
        $worst = 0.0
        $i = 0
        foreach ($wanted in $Expected.EnumerateArray()) {
            $gradient = @($Gradients)[$i++]
            [double[]] $got = $null -eq $gradient ? @() : @($gradient.reshape(-1) | ConvertFrom-Tensor)
            [double[]] $want = $wanted.ValueKind -eq 'Null' ? (, 0.0 * $got.Count) : @(foreach ($v in $wanted.EnumerateArray()) { $v.GetDouble() })
            if ($got.Count -eq 0) { $got = , 0.0 * $want.Count }
            $scale = [double]::Epsilon
            foreach ($v in $want) { $scale = [Math]::Max($scale, [Math]::Abs($v)) }
            for ($k = 0; $k -lt $want.Count; $k++) { $worst = [Math]::Max($worst, [Math]::Abs($want[$k] - $got[$k]) / $scale) }
        }
        $worst
    }
}

Describe 'Gradients of expressions in script' {
    It 'equal those of PyTorch, first and second: <Name>' -ForEach $pytorchCases {
        $given = ConvertFrom-Case $Case
        $leaves = foreach ($name in $given.Inputs.Keys) {
            $input = $given.Inputs[$name]
            [psvariable]::new($name, $input) | ForEach-Object { $ExecutionContext.SessionState.PSVariable.Set($_) }
            if ($input.requires_grad) { $input }
        }
        $outcome = . ([scriptblock]::Create($Expression))
        $first = @(Invoke-AutogradGrad $outcome $leaves (Get-Weight $outcome) -CreateGraph -AllowUnused)
        Get-LargestDifference $given.Expected.GetProperty('first') $first | Should -BeLessOrEqual 1e-12
        $live = @($first | Where-Object { $null -ne $_ -and $_.requires_grad })
        $second = @($live ? (Invoke-AutogradGrad $live $leaves @($live | ForEach-Object { Get-Weight $_ }) -AllowUnused) : ($leaves | ForEach-Object { , $null }))
        Get-LargestDifference $given.Expected.GetProperty('second') $second | Should -BeLessOrEqual 1e-12
    }
}

Describe 'Invoke-AutogradGrad' {
    It 'gives the gradient of a product and leaves .grad alone' {
        $a = New-Tensor 3 -RequiresGrad; $b = New-Tensor 2 -RequiresGrad
        $c = $a * $b
        $c.GradFn | Should -BeExactly 'MulBackward0'
        $c | Invoke-AutogradGrad -Inputs $a, $b | ConvertFrom-Tensor | Should -Be 2, 3
        $a.Grad | Should -BeNullOrEmpty
    }

    It 'gives exactly twice the gradient for twos' {
        $x = New-Tensor 1, -2, 0.3 -RequiresGrad
        $y = $x * $x * $x
        $once = Invoke-AutogradGrad $y $x (New-Tensor 1, 1, 1) -RetainGraph | ConvertFrom-Tensor
        $twice = Invoke-AutogradGrad $y $x (New-Tensor 2, 2, 2) | ConvertFrom-Tensor
        for ($i = 0; $i -lt 3; $i++) { $twice[$i] | Should -BeExactly (2 * $once[$i]) }
    }

    It 'takes PyTorch''s names of the parameters' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $g = Invoke-AutogradGrad -Outputs ($x * $x) -Inputs $x -grad_outputs (New-Tensor 1, 1) -retain_graph -create_graph -only_inputs -allow_unused
        $g.requires_grad | Should -BeTrue
    }

    It 'keeps the graph for -RetainGraph and for -CreateGraph' {
        $x = New-Tensor 2 -RequiresGrad
        $y = $x * $x
        $null = Invoke-AutogradGrad $y $x -RetainGraph
        $null = Invoke-AutogradGrad $y $x -CreateGraph
        Invoke-AutogradGrad $y $x | ConvertFrom-Tensor | Should -Be 4
    }

    It 'lets $null in -GradOutputs mean ones for a scalar' {
        $x = New-Tensor 2 -RequiresGrad
        Invoke-AutogradGrad ($x * $x), ($x * 3) $x $null, (New-Tensor 2) | ConvertFrom-Tensor | Should -Be 10
    }

    It 'differentiates with respect to what is no leaf' {
        $x = New-Tensor 2, 3 -RequiresGrad
        $h = $x * $x
        Invoke-AutogradGrad ($h * $h).sum() $h | ConvertFrom-Tensor | Should -Be 8, 18
    }

    It 'writes $null or zeros for an unused input' {
        $x = New-Tensor 1, 2 -RequiresGrad; $z = New-Tensor 1, 2, 3 -RequiresGrad
        $y = ($x * $x).sum()
        $g = @(Invoke-AutogradGrad $y $z, $x -AllowUnused -RetainGraph)
        $g | Should -HaveCount 2
        $g[0] | Should -BeNullOrEmpty
        (Invoke-AutogradGrad $y $z -MaterializeGrads).Shape | Should -Be 3
    }

    It 'goes through a batch of vectors' {
        $x = New-Tensor 1, 2, 3 -RequiresGrad
        $rows = Invoke-AutogradGrad ($x * $x) $x (New-Tensor -Eye 3) -IsGradsBatched | ConvertFrom-Tensor
        $rows[1] | Should -Be 0, 4, 0
    }

    It 'gives the derivative of order <Order> of x^4 at 2: <Expected>' -ForEach @(
        @{ Order = 1; Expected = 32 }, @{ Order = 2; Expected = 48 }, @{ Order = 3; Expected = 48 }, @{ Order = 4; Expected = 24 }, @{ Order = 5; Expected = 0 }
    ) {
        $x = New-Tensor 2 -RequiresGrad
        Invoke-AutogradGrad ($x * $x * $x * $x) $x -Order $Order | ConvertFrom-Tensor | Should -Be $Expected
    }

    It 'accumulates into other leaves for -OnlyInputs:$false' {
        $x = New-Tensor 2 -RequiresGrad; $w = New-Tensor 5 -RequiresGrad
        Invoke-AutogradGrad ($x * $w) $x -OnlyInputs:$false | ConvertFrom-Tensor | Should -Be 5
        $w.Grad | ConvertFrom-Tensor | Should -Be 2
        $x.Grad | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-Backward and Clear-Gradient' {
    It 'fills .grad, which was $null before, and adds up' {
        $a = New-Tensor 3 -RequiresGrad; $b = New-Tensor 2 -RequiresGrad
        $a.Grad | Should -BeNullOrEmpty
        ($a * $b) | Invoke-Backward
        ($a * $b) | Invoke-Backward
        $a.Grad | ConvertFrom-Tensor | Should -Be 4
        Clear-Gradient $a -Zero
        $a.Grad | ConvertFrom-Tensor | Should -Be 0
        $a, $b | Clear-Gradient
        $a.Grad | Should -BeNullOrEmpty
    }

    It 'takes a gradient and the only inputs' {
        $x = New-Tensor 1, 2 -RequiresGrad; $w = New-Tensor 3, 4 -RequiresGrad
        Invoke-Backward ($x * $w) -Gradient (New-Tensor 1, 10) -Inputs $x
        $x.Grad | ConvertFrom-Tensor | Should -Be 3, 40
        $w.Grad | Should -BeNullOrEmpty
    }
}

Describe 'Errors of gradients' {
    It '<Name> gives <Id>' -ForEach $mistakes {
        $x = New-Tensor 1, 2 -RequiresGrad
        $record = $null
        try { $null = . $Script } catch { $record = $_ }
        $record | Should -Not -BeNullOrEmpty
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.Exception.Message | Should -BeLike $Text
        "$($record.CategoryInfo.Category)" | Should -BeIn 'InvalidArgument', 'InvalidOperation', 'InvalidResult'
    }
}

Describe 'Invoke-NoGrad' {
    It 'records nothing inside and everything after' {
        $x = New-Tensor 3 -RequiresGrad
        (Invoke-NoGrad { $x * $x }).requires_grad | Should -BeFalse
        ($x * $x).requires_grad | Should -BeTrue
    }

    It 'runs in the caller''s scope' {
        $seen = 'before'
        Invoke-NoGrad { $seen = 'inside'; $fresh = 1 }
        $seen | Should -Be 'inside'
        $fresh | Should -Be 1
    }

    It 'streams: the next command sees each object at once, in its own mode' {
        $order = [Collections.Generic.List[string]]::new()
        Invoke-NoGrad { 1; $order.Add('between'); 2 } | ForEach-Object { $order.Add("$_ $([torch]::is_grad_enabled())") }
        $order | Should -Be '1 True', 'between', '2 True'
    }

    It 'runs once for each object of the pipeline, and leaves the commands before it alone' {
        1..3 | ForEach-Object { "$_ $([torch]::is_grad_enabled())" } | Invoke-NoGrad { "$_ $([torch]::is_grad_enabled())"; return; 'never' } |
            Should -Be '1 True False', '2 True False', '3 True False'
    }

    It 'ends with a terminating error, which comes through' {
        { Invoke-NoGrad { throw 'broken' } } | Should -Throw 'broken'
        [torch]::is_grad_enabled() | Should -BeTrue
    }

    It 'goes on after an error that does not terminate' {
        $after = Invoke-NoGrad { Write-Error 'harmless' -ErrorAction SilentlyContinue; 'after' }
        $after | Should -Be 'after'
        [torch]::is_grad_enabled() | Should -BeTrue
    }

    It 'lets break and continue reach the loop around it' {
        $seen = foreach ($i in 1..4) { Invoke-NoGrad { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i } }
        $seen | Should -Be 1, 3
        [torch]::is_grad_enabled() | Should -BeTrue
    }

    It 'ends when the rest of the pipeline has enough' {
        Invoke-NoGrad { 1..10 } | Select-Object -First 2 | Should -Be 1, 2
        [torch]::is_grad_enabled() | Should -BeTrue
    }

    It 'nests with Invoke-EnableGrad' {
        $modes = Invoke-NoGrad {
            [torch]::is_grad_enabled()
            Invoke-EnableGrad { [torch]::is_grad_enabled(); Invoke-NoGrad { [torch]::is_grad_enabled() }; [torch]::is_grad_enabled() }
            [torch]::is_grad_enabled()
        }
        $modes | Should -Be $false, $true, $false, $true, $false
        [torch]::is_grad_enabled() | Should -BeTrue
    }

    It 'has an inference mode, whose tensors no graph takes' {
        $x = New-Tensor 2 -RequiresGrad
        $t = Invoke-NoGrad -InferenceMode { [torch]::is_inference_mode_enabled() | Should -BeTrue; New-Tensor 1 }
        [torch]::is_inference_mode_enabled() | Should -BeFalse
        [torch]::is_grad_enabled() | Should -BeTrue
        { $x * $t } | Should -Throw '*Inference tensors cannot be saved for backward*'
    }

    It 'is each thread''s own under ForEach-Object -Parallel' {
        $module = [IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1')
        $modes = Invoke-NoGrad {
            1..4 | ForEach-Object -Parallel {
                Import-Module $using:module
                $before = [torch]::is_grad_enabled()
                $inside = Invoke-NoGrad { [torch]::is_grad_enabled() }
                "$before $inside $([torch]::is_grad_enabled())"
            }
        }
        $modes | Should -Be 'True False True', 'True False True', 'True False True', 'True False True'
    }

    It 'ends when the pipeline is stopped' {
        $module = [IO.Path]::Combine($PSScriptRoot, '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1')
        # The default state asks for pwsh's own assemblies, which a bare engine lacks.
        $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
        $runspace.ThreadOptions = 'ReuseThread'
        $runspace.Open()
        try {
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            $seen = [hashtable]::Synchronized(@{ Inside = $null })
            $null = $shell.AddScript('param($Module, $Seen) Import-Module $Module; Invoke-NoGrad { $Seen.Inside = [torch]::is_grad_enabled(); while ($true) { } }')
            $null = $shell.AddArgument($module).AddArgument($seen)
            $null = $shell.BeginInvoke()
            $limit = [datetime]::Now.AddSeconds(60)
            while ($null -eq $seen.Inside -and [datetime]::Now -lt $limit) { [Threading.Thread]::Sleep(20) }
            $shell.Stop()
            $check = [powershell]::Create()
            $check.Runspace = $runspace
            $check.AddScript('[torch]::is_grad_enabled()').Invoke() | Should -Be $true
            $seen.Inside | Should -Be $false
        }
        finally {
            $runspace.Dispose()
        }
    }
}

Describe 'Tensors left behind by <Name>' -ForEach @(
    @{ Name = 'Invoke-AutogradGrad'; Script = { Invoke-AutogradGrad $y $x -RetainGraph | Remove-Tensor } }
    @{ Name = 'Invoke-AutogradGrad -Order 2'; Script = { Invoke-AutogradGrad $y $x -Order 2 | Remove-Tensor } }
    @{ Name = 'Invoke-AutogradGrad -IsGradsBatched'; Script = { Invoke-AutogradGrad $h $x $eye -IsGradsBatched -RetainGraph | Remove-Tensor } }
    @{ Name = 'Invoke-AutogradGrad -OnlyInputs:$false'; Script = { Invoke-AutogradGrad $y $h -OnlyInputs:$false -RetainGraph | Remove-Tensor } }
    @{ Name = 'Invoke-AutogradGrad with an error'; Script = { try { Invoke-AutogradGrad $h $x } catch { } } }
    @{ Name = 'Invoke-Backward and Clear-Gradient'; Script = { Invoke-Backward $y -RetainGraph; Clear-Gradient $x } }
    @{ Name = 'Invoke-NoGrad'; Script = { Invoke-NoGrad { $x * $x } | Remove-Tensor } }
) {
    It 'are none after 1,000 calls' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $eye = New-Tensor -Eye 2
        $h = $x * $x
        $y = $h.sum()
        for ($i = 0; $i -lt 3; $i++) { $null = . $Script }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $before = [torch.Tensor]::TotalCount
        for ($i = 0; $i -lt 1000; $i++) { $null = . $Script }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual $before
    }
}
