# Tensors as a script sees them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    # Pester and the small runner share no name for "the error record of this block"; this is it.
    function Get-Failure([scriptblock] $Block) { try { & $Block | Out-Null } catch { return $_ } }
}

Describe 'New-Tensor' {
    It 'makes <Shape> of <Name>' -ForEach @(
        @{ Name = 'a number'; Data = 3; Shape = '' }
        @{ Name = 'a row'; Data = @(1, 2, 3); Shape = '3' }
        @{ Name = 'a matrix'; Data = @(@(1, 2), @(3, 4), @(5, 6)); Shape = '3 2' }
        @{ Name = 'a .NET block'; Data = [double[, ]]::new(2, 5); Shape = '2 5' }
        @{ Name = 'a single-element array'; Data = @(, 7); Shape = '1' }
        @{ Name = 'a boolean'; Data = $true; Shape = '' }
        @{ Name = 'numeric strings'; Data = @('1', '2.5'); Shape = '2' }
    ) {
        $t = New-Tensor $Data
        $t.Shape -join ' ' | Should -Be $Shape
        $t.DType | Should -Be 'float32'
    }

    It 'collects the pipeline into one tensor' {
        (1..3 | New-Tensor).Value | Should -Be @(1, 2, 3)
        ((1, 2), (3, 4) | New-Tensor).Shape | Should -Be @(2, 2)
        (5 | New-Tensor).Shape | Should -HaveCount 0
    }

    It 'keeps integers exact in int64' {
        (New-Tensor 9007199254740993 -DType int64).Value | Should -Be 9007199254740993
    }

    It 'takes what a dtype of integers holds, as PyTorch does: <Value> in <DType>' -ForEach @(
        @{ Value = 255; DType = 'uint8'; Stored = 255 }
        @{ Value = -1; DType = 'uint8'; Stored = 255 }
        @{ Value = -128.9; DType = 'int8'; Stored = -128 }
        @{ Value = 2147483647; DType = 'int32'; Stored = 2147483647 }
        @{ Value = 9223372036854775807; DType = 'int64'; Stored = 9223372036854775807 }
        @{ Value = 1.7; DType = 'int64'; Stored = 1 }
    ) {
        (New-Tensor $Value -DType $DType).Value | Should -Be $Stored
    }

    It 'copies a tensor without its graph' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $copy = New-Tensor ($x * 2)
        $copy.RequiresGrad | Should -BeFalse
        $copy.Value | Should -Be @(2, 4)
    }

    It 'fills a shape with <Kind>' -ForEach @(
        @{ Kind = 'Zeros'; Sum = 0 }
        @{ Kind = 'Ones'; Sum = 6 }
        @{ Kind = 'Full'; Sum = 15 }
    ) {
        $fill = if ($Kind -eq 'Full') { @{ Full = 2.5 } } else { @{ $Kind = $true } }
        $t = New-Tensor @fill -Shape 2, 3
        $t.Shape | Should -Be @(2, 3)
        $t.sum().Value | Should -Be $Sum
    }

    It 'draws the same numbers from the same seed, and leaves the global generator alone' {
        Set-TorchSeed 1
        $global = (New-Tensor -RandN -Shape 3).Value
        Set-TorchSeed 1
        $a = (New-Tensor -RandN -Shape 4 -Seed 9).Value
        $b = (New-Tensor -RandN -Shape 4 -Seed 9).Value
        $a | Should -Be $b
        (New-Tensor -RandN -Shape 3).Value | Should -Be $global
    }

    It "draws PyTorch's numbers after torch.manual_seed(1)" {
        # torch.manual_seed(1); torch.randn(3)
        Set-TorchSeed 1
        $values = (New-Tensor -RandN -Shape 3).Value
        $values[0] | Should -BeGreaterThan 0.66134
        $values[0] | Should -BeLessThan 0.66136
        $values[1] | Should -BeGreaterThan 0.26691
        $values[1] | Should -BeLessThan 0.26693
    }

    It 'fails with <Id> for <Name>' -ForEach @(
        @{ Name = 'a ragged array'; Id = 'RaggedArray'; Block = { New-Tensor ((1, 2), (3, 4, 5)) } }
        @{ Name = 'a number beside a row'; Id = 'RaggedArray'; Block = { New-Tensor ((1, 2), 3) } }
        @{ Name = 'a word'; Id = 'InvalidTensorValue'; Block = { New-Tensor 'one' } }
        @{ Name = '$null'; Id = 'InvalidTensorValue'; Block = { New-Tensor $null } }
        @{ Name = 'a hashtable'; Id = 'InvalidTensorValue'; Block = { New-Tensor @{ a = 1 } } }
        @{ Name = 'an unknown dtype'; Id = 'InvalidDType'; Block = { New-Tensor 1 -DType float33 } }
        @{ Name = 'an unknown device'; Id = 'InvalidDevice'; Block = { New-Tensor 1 -Device tpu } }
        @{ Name = 'a device that is not there'; Id = 'DeviceNotAvailable'; Block = { New-Tensor 1 -Device cuda:99 } }
        @{ Name = 'an integer leaf'; Id = 'RequiresGradDType'; Block = { New-Tensor 1 -DType int64 -RequiresGrad } }
        @{ Name = 'a negative dimension'; Id = 'InvalidShape'; Block = { New-Tensor -Zeros -Shape 2, -1 } }
        @{ Name = 'an absurd size'; Id = 'InvalidShape'; Block = { New-Tensor -Zeros -Shape 1000000000, 1000000000, 1000000000 } }
        @{ Name = 'more memory than there is'; Id = 'OutOfMemory'; Block = { New-Tensor -Zeros -Shape 1000000, 1000000 } }
        @{ Name = 'a number beyond uint8'; Id = 'InvalidTensorValue'; Block = { New-Tensor 1, 256 -DType uint8 } }
        @{ Name = 'a number beyond int32'; Id = 'InvalidTensorValue'; Block = { New-Tensor 2147483648 -DType int32 } }
        @{ Name = 'a number beyond int64'; Id = 'InvalidTensorValue'; Block = { New-Tensor 9223372036854775808 -DType int64 } }
        @{ Name = 'NaN as an integer'; Id = 'InvalidTensorValue'; Block = { New-Tensor ([double]::NaN) -DType int64 } }
        @{ Name = 'random integers'; Id = 'InvalidDType'; Block = { New-Tensor -RandN -Shape 2 -DType int32 } }
    ) {
        $failure = Get-Failure $Block
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -Match '\.$'
    }

    It 'takes no memory that the system would promise and not have' {
        $many = [long]([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 4) + 1
        { New-Tensor -Ones -Shape $many } | Should -Throw -ErrorId 'OutOfMemory*' -ExpectedMessage '*free*'
        { [torch]::zeros($many) } | Should -Throw -ErrorId 'OutOfMemory*' -ExpectedMessage '*free*'
        { (New-Tensor 1, 2).repeat($many) } | Should -Throw -ErrorId 'OutOfMemory*' -ExpectedMessage '*free*'
        { New-Tensor -Arange $many } | Should -Throw -ErrorId 'OutOfMemory*' -ExpectedMessage '*free*'
        $failure = Get-Failure { (New-Tensor 1).expand(1000000000000).contiguous() }
        $failure.FullyQualifiedErrorId | Should -BeLike 'OutOfMemory*'
        $failure.Exception.Message | Should -Match '^DefaultCPUAllocator.* bytes\..*Remove-Tensor\.$'
    }
}

Describe 'The view of a tensor' {
    It 'shows shape, dtype, device, grad state and truncated values' {
        $x = New-Tensor 1, 2, 3, 4, 5, 6, 7, 8 -RequiresGrad
        $text = $x, ($x * $x) | Out-String -Width 160
        $text | Should -Match 'Shape\s+DType\s+Device\s+Grad\s+Value'
        $text | Should -Match '\[8\]\s+float32\s+cpu\s+leaf\s+\[1, 2, 3, \.\.\., 6, 7, 8\]'
        $text | Should -Match 'MulBackward0\s+\[1, 4, 9, \.\.\., 36, 49, 64\]'
    }

    It 'stays short after an object of another kind' {
        $text = [pscustomobject]@{ A = 1; B = 2; C = 3; D = 4; E = 5 }, (New-Tensor 1, 2) | Out-String -Width 160
        $text | Should -Match 'Value\s+:\s+\{1, 2\}'
        $text | Should -Not -Match 'Handle'
        New-Tensor 1, 2 | Format-List | Out-String | Should -Match 'Value\s+:\s+\[1, 2\]'
    }

    It 'says so when the tensor has been removed' {
        $x = New-Tensor 1
        Remove-Tensor $x
        $x | Out-String | Should -Match 'disposed'
    }

    It 'has Value, RequiresGrad, Grad and GradFn' {
        $x = New-Tensor 3 -RequiresGrad
        $x.Value | Should -Be 3
        $x.RequiresGrad | Should -BeTrue
        $x.Grad | Should -BeNullOrEmpty
        $x.GradFn | Should -BeNullOrEmpty
        ($x * $x).GradFn | Should -Be 'MulBackward0'
    }

    It 'has a Grad that can be set and forgotten, and refuses one of another shape' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $x.Grad = New-Tensor 3, 4
        $x.Grad.Value | Should -Be @(3, 4)
        $x.Grad = $null
        $x.Grad | Should -BeNullOrEmpty
        (Get-Failure { $x.Grad = New-Tensor 1, 2, 3 }).Exception.Message | Should -Match 'shape and dtype of its tensor'
    }

    It 'gives no Grad of a result, unless it retains it' {
        $x = New-Tensor 1, 2 -RequiresGrad
        $y = $x * 2
        $z = $x * 3
        $z.retain_grad()
        ($y + $z).sum() | Invoke-Backward
        $y.Grad | Should -BeNullOrEmpty
        $z.Grad.Value | Should -Be @(1, 1)
    }
}

Describe 'ConvertFrom-Tensor' {
    It 'round-trips through the pipeline' {
        $t = New-Tensor ((1, 2), (3, 4))
        $back = $t | ConvertFrom-Tensor | New-Tensor
        [torch]::equal($back, $t) | Should -BeTrue
    }

    It 'gives <Type> for <DType>' -ForEach @(
        @{ DType = 'float32'; Type = 'Single' }
        @{ DType = 'float64'; Type = 'Double' }
        @{ DType = 'float16'; Type = 'Single' }
        @{ DType = 'bfloat16'; Type = 'Single' }
        @{ DType = 'int64'; Type = 'Int64' }
        @{ DType = 'int32'; Type = 'Int32' }
        @{ DType = 'uint8'; Type = 'Byte' }
        @{ DType = 'bool'; Type = 'Boolean' }
    ) {
        (New-Tensor 1 -DType $DType | ConvertFrom-Tensor).GetType().Name | Should -Be $Type
    }

    It 'refuses a removed tensor' {
        $t = New-Tensor 1
        Remove-Tensor $t
        (Get-Failure { ConvertFrom-Tensor $t }).FullyQualifiedErrorId | Should -BeLike 'TensorDisposed,*'
    }
}

Describe 'Remove-Tensor' {
    It 'frees the tensor, and does not mind a second time or a $null' {
        $before = [torch.Tensor]::TotalCount
        $t = New-Tensor -Zeros -Shape 10
        $t, $null | Remove-Tensor
        Remove-Tensor $t
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual $before
    }
}

Describe 'Get-TorchDevice' {
    It 'lists the CPU first' {
        @(Get-TorchDevice)[0].Name | Should -Be 'cpu'
    }
}
