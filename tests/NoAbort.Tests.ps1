# No mistake of a user may end the shell. A child shell makes thousands of wrong calls; see tests/noabort.

BeforeAll {
    $manifest = Convert-Path (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    $shell = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($shell) -notin 'pwsh', 'aps') {
        $shell = Convert-Path (Join-Path $PSScriptRoot "../artifacts/host/aps$(if ($IsWindows) { '.exe' })")
    }
    $log = Join-Path $TestDrive calls.log
    $result = Join-Path $TestDrive result.json
    Push-Location $TestDrive # calls that write a file write it here
    $output = & $shell -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot noabort/Invoke-BadCalls.ps1) -Manifest $manifest -Log $log -Result $result -Count 2400 2>&1 | ForEach-Object { "$_" }
    $code = $LASTEXITCODE
    Pop-Location
    $last = if (Test-Path $log) { (Get-Content $log)[-1] }
    $found = if (Test-Path $result) { Get-Content $result -Raw | ConvertFrom-Json }
}

Describe 'Wrong calls' {
    It 'leave the shell alive' {
        $code | Should -Be 0 -Because "the last call was: $last; the shell said: $($output | Select-Object -Last 3)"
    }

    It 'were more than 2,400, and most of them wrong' {
        $found.Calls | Should -BeGreaterThan 2400
        $found.Succeeded | Should -BeLessThan ($found.Calls / 2)
    }

    It 'each gave a result or an error with a stable id' {
        $found.Broken -join "`n" | Should -BeNullOrEmpty
    }

    It 'gave many kinds of errors, few of them without an id of their own' {
        $ids = $found.Ids.psobject.Properties
        @($ids).Count | Should -BeGreaterThan 40
        $found.Ids.TorchOperationFailed | Should -BeLessThan ($found.Calls / 5)
    }
}
