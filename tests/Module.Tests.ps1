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
}
