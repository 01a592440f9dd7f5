# Tensor files as a script sees them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    function Get-Failure([scriptblock] $Block) { try { & $Block | Out-Null } catch { return $_ } }
    $fixtures = Join-Path $PSScriptRoot 'fixtures/tensors'
}

Describe 'Export-Tensor and Import-Tensor' {
    It 'bring a tensor back through <Format>' -ForEach @(@{ Format = 'npy' }, @{ Format = 'safetensors' }, @{ Format = 'csv' }) {
        $path = Join-Path $TestDrive "round.$Format"
        $x = New-Tensor -RandN -Shape 2, 3, 4 -DType float64
        $x | Export-Tensor $path
        $y = Import-Tensor $path
        $y.Shape | Should -Be @(2, 3, 4)
        $y.DType | Should -Be 'float64'
        ($x - $y).abs().max().Value | Should -Be 0
    }

    It 'keep the names of several' {
        $path = Join-Path $TestDrive 'named.safetensors'
        [ordered]@{ mean = New-Tensor 1; deviation = New-Tensor 2, 3 } | Export-Tensor $path
        $table = Import-Tensor $path -AsHashtable
        @($table.Keys) | Sort-Object | Should -Be @('deviation', 'mean')
        $table['deviation'].Value | Should -Be @(2, 3)
        (Import-Tensor $path -Name dev*).name | Should -Be 'deviation'
        (Get-Failure { Import-Tensor $path -Name nothing }).FullyQualifiedErrorId | Should -BeLike 'TensorNotFound,*'
    }

    It 'read what NumPy wrote: <File>' -ForEach @(@{ File = 'f4.npy' }, @{ File = 'big_endian.npy' }, @{ File = 'version3.npy' }, @{ File = 'savetxt.csv' }) {
        $t = Import-Tensor (Join-Path $fixtures $File)
        $t.Shape | Should -Be @(2, 3)
        $t.Value[1] | Should -Be @(3.25, 100, 7)
    }

    It 'match wildcards' {
        @(Import-Tensor (Join-Path $fixtures 'version?.npy')) | Should -HaveCount 2
    }

    It 'never replace a file unless -Force, and write nothing with -WhatIf' {
        $path = Join-Path $TestDrive 'keep.npy'
        New-Tensor 1 | Export-Tensor $path -WhatIf
        $path | Should -Not -Exist
        New-Tensor 1 | Export-Tensor $path
        $failure = Get-Failure { New-Tensor 2 | Export-Tensor $path }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        (New-Tensor 2 | Export-Tensor $path -Force -PassThru).Name | Should -Be 'keep.npy'
        (Import-Tensor $path).Value | Should -Be 2
    }

    It 'call a damaged file by its name' {
        $path = Join-Path $TestDrive 'damaged.npy'
        $bytes = [IO.File]::ReadAllBytes((Join-Path $fixtures 'f4.npy'))
        [IO.File]::WriteAllBytes($path, $bytes[0..($bytes.Length - 2)])
        $failure = Get-Failure { Import-Tensor $path }
        $failure.FullyQualifiedErrorId | Should -BeLike 'MalformedTensorFile,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
    }

    It 'go on after a damaged file among several' {
        Set-Content (Join-Path $TestDrive 'a.npy') 'x'
        New-Tensor 1, 2 | Export-Tensor (Join-Path $TestDrive 'sound.npy')
        $read = Import-Tensor (Join-Path $TestDrive 'a.npy'), (Join-Path $TestDrive 'sound.npy') -ErrorAction SilentlyContinue -ErrorVariable failures
        $read.Value | Should -Be 1, 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'MalformedTensorFile,*'
    }

    It 'refuse <What> with <Id>' -ForEach @(
        @{ What = 'a missing file'; Id = 'PathNotFound'; Do = { Import-Tensor (Join-Path $TestDrive 'nothing.npy') } }
        @{ What = 'an unknown ending'; Id = 'UnknownTensorFormat'; Do = { New-Tensor 1 | Export-Tensor (Join-Path $TestDrive 'x.txt') } }
        @{ What = 'two tensors in one .npy'; Id = 'TensorNotInFormat'; Do = { (New-Tensor 1), (New-Tensor 2) | Export-Tensor (Join-Path $TestDrive 'two.npy') } }
        @{ What = 'bfloat16 for NumPy'; Id = 'TensorNotInFormat'; Do = { New-Tensor 1 -DType bfloat16 | Export-Tensor (Join-Path $TestDrive 'b.npy') } }
        @{ What = 'a number'; Id = 'NotATensor'; Do = { 1 | Export-Tensor (Join-Path $TestDrive 'n.npy') } }
        @{ What = 'a disposed tensor'; Id = 'TensorDisposed'; Do = { $t = New-Tensor 1; Remove-Tensor $t; $t | Export-Tensor (Join-Path $TestDrive 'd.npy') } }
    ) {
        (Get-Failure $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
