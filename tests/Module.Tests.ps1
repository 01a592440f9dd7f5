# The module as a whole: import, removal, the names it gives to scripts, and what it must never do.

BeforeAll {
    $manifest = Convert-Path (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    Import-Module $manifest

    # A shell of its own for what must happen in a fresh process.
    $shell = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($shell) -notin 'pwsh', 'aps') {
        $shell = Convert-Path (Join-Path $PSScriptRoot "../artifacts/host/aps$(if ($IsWindows) { '.exe' })")
    }
    function Invoke-Fresh([string] $Command) {
        & $shell -NoProfile -NonInteractive -Command "Import-Module '$manifest'; $Command" 2>&1 | ForEach-Object { "$_" }
    }
}

Describe 'Importing' {
    It 'exports the cmdlets of the manifest' {
        $declared = (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object
        $exported = (Get-Command -Module AutogradPS -CommandType Cmdlet).Name | Sort-Object
        $exported -join ' ' | Should -Be ($declared -join ' ')
    }

    It 'works again with -Force, and again' {
        1..3 | ForEach-Object { Import-Module $manifest -Force }
        (New-Tensor 3).Value | Should -Be 3
        ([torch]::ones(2)).sum().Value | Should -Be 2
    }

    It 'takes the type accelerators away with the module, and brings them back' {
        $lines = Invoke-Fresh @'
            ([torch]::ones(2)).sum().Value
            Remove-Module AutogradPS
            $null -eq ('torch' -as [type])
            $null -eq (Get-Command New-Tensor -ErrorAction Ignore)
            Import-Module $manifest
            ([torch]::ones(3)).sum().Value
'@.Replace('$manifest', "'$manifest'")
        $lines -join ' ' | Should -Be '2 True True 3'
    }

    It 'gives scripts <_>' -ForEach '[torch]', '[torch.nn]', '[torch.optim]', '[torch.nn.functional]', '[torch.linalg]', '[torch.Tensor]', '[torch.dtype]' {
        ($_.Trim('[', ']') -as [type]) | Should -Not -BeNullOrEmpty
    }

    It 'prints nothing and does not load libtorch' {
        $lines = Invoke-Fresh @'
            $loaded = { if ($IsLinux) { [bool](Get-Content /proc/self/maps | Where-Object { $_ -like '*libtorch_cpu*' }) } else { $false } }
            & $loaded
            $null = New-Tensor 1
            & $loaded
'@
        $lines -join ' ' | Should -Be "False $IsLinux"
    }

    It 'leaves no folder of copied natives behind' {
        $null = New-Tensor 1
        Join-Path (Split-Path $manifest) bin/cpu | Should -Not -Exist
    }

    It 'keeps its assemblies out of the default load context' {
        $default = [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ $_.GetName().Name })
        'TorchSharp', 'AutogradPS.Core', 'AutogradPS.Cmdlets', 'CsvHelper', 'ScottPlot' | Where-Object { $_ -in $default } | Should -BeNullOrEmpty
    }
}

Describe 'A native library that cannot be loaded' {
    It 'is one error that says what to do, and the session lives on' {
        $lines = Invoke-Fresh @'
            $env:AUTOGRADPS_LIBTORCH = '/no/such/folder'
            try { New-Tensor 1 } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.Exception.Message -like '*AUTOGRADPS_LIBTORCH*' }
            'alive'
'@
        $lines -join ' ' | Should -BeLike 'NativeLibraryMissing,* ResourceUnavailable True alive'
    }

    It 'is an error of its own where the natives are missing, and nothing is copied or printed' {
        $copy = "$TestDrive/AutogradPS"
        $null = New-Item $copy -ItemType Directory
        Get-ChildItem (Split-Path $manifest) | Where-Object Name -NE native | ForEach-Object { Copy-Item $_.FullName $copy -Recurse }
        $lines = & $shell -NoProfile -NonInteractive -Command "Import-Module '$copy/AutogradPS.psd1'; try { [torch]::ones(2) } catch { 'caught' }; try { New-Tensor 1 } catch { `$_.FullyQualifiedErrorId }; 'alive'" 2>&1 | ForEach-Object { "$_" }
        $lines -join ' ' | Should -BeLike 'caught NativeLibraryMissing,* alive'
        "$copy/bin/cpu" | Should -Not -Exist
    }

    # libtorch says its version since 2.8; any library that does not, such as this one, is taken for an older one.
    It 'names the version that is wanted where another PyTorch is given' -Skip:(-not $IsLinux) {
        $folder = "$TestDrive/old"
        $null = New-Item $folder -ItemType Directory
        Copy-Item (Join-Path (Split-Path $manifest) native libgomp*) "$folder/libtorch_cpu.so"
        $lines = Invoke-Fresh @"
            `$env:AUTOGRADPS_LIBTORCH = '$folder'
            try { New-Tensor 1 } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message -like '*is an old one*needs 2.10*' }
            'alive'
"@
        $lines -join ' ' | Should -BeLike 'LibTorchVersion,* True alive'
    }

    It 'says which one it is' -Skip:(-not ($IsLinux -and (Get-Command cc -ErrorAction Ignore))) {
        $folder = "$TestDrive/newer"
        $null = New-Item $folder -ItemType Directory
        Set-Content "$folder/torch.c" 'unsigned long long aoti_torch_abi_version(void) { return 0x020b010000000000ULL; }'
        & cc -shared -fPIC -o "$folder/libtorch_cpu.so" "$folder/torch.c"
        $lines = Invoke-Fresh @"
            `$env:AUTOGRADPS_LIBTORCH = '$folder'
            try { New-Tensor 1 } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message -like '*is 2.11.1*needs 2.10*' }
"@
        $lines -join ' ' | Should -BeLike 'LibTorchVersion,* True'
    }

    It 'is loaded from the folder that AUTOGRADPS_LIBTORCH names' -Skip:(-not $IsLinux) {
        $folder = "$TestDrive/another/lib"
        $null = New-Item $folder -ItemType Directory
        foreach ($file in Get-ChildItem (Join-Path (Split-Path $manifest) native) | Where-Object Name -Match '^lib(torch|c10|gomp)') {
            # A hard link where the disk allows it: half a gigabyte.
            & sh -c "ln '$($file.FullName)' '$folder/' 2>/dev/null || cp '$($file.FullName)' '$folder/'"
        }
        $lines = Invoke-Fresh @"
            `$env:AUTOGRADPS_LIBTORCH = '$folder'
            (New-Tensor 1, 2).sum().Value
            @(Get-Content /proc/self/maps | Where-Object { `$_ -like '*$folder/libtorch_cpu.so' }).Count -gt 0
"@
        $lines -join ' ' | Should -Be '3 True'
    }
}
