# No mistake of a user may end the shell. A child shell makes thousands of wrong calls; see tests/noabort.

BeforeAll {
    $manifest = Convert-Path (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    Import-Module $manifest
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

    It 'ended more than 2,000 times in an error record' {
        $found.Errors | Should -BeGreaterThan 2000 -Because "$($found.Calls) calls were made"
    }

    It 'met every cmdlet' {
        $names = (Get-Command -Module AutogradPS -CommandType Cmdlet).Name
        $names.Count | Should -BeGreaterThan 30
        $names.Where({ $found.Commands.$_ -lt 5 }) | Should -BeNullOrEmpty
    }

    It 'gave an error with a stable id, or a result where they were not wrong after all' {
        $found.Broken -join "`n" | Should -BeNullOrEmpty
    }

    It 'gave many kinds of errors, few of them without an id of their own' {
        $ids = $found.Ids.psobject.Properties
        @($ids).Count | Should -BeGreaterThan 40
        $found.Ids.TorchOperationFailed | Should -BeLessThan ($found.Errors / 10)
    }
}

Describe 'The list of error ids' {
    It 'has every id of the source, and no other' {
        $source = Get-ChildItem (Join-Path $PSScriptRoot '../src/AutogradPS.Core'), (Join-Path $PSScriptRoot '../src/AutogradPS.Cmdlets') -Recurse -Filter *.cs |
            Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' | ForEach-Object { [IO.File]::ReadAllText($_.FullName) }
        $uses = '(?<!\+ )"(?<id>[A-Z]\w+)",\s*(\w+\.)*ErrorKind\.|\bError\("(?<id>[A-Z]\w+)"'
        $used = [regex]::Matches($source -join "`n", $uses).ForEach({ $_.Groups['id'].Value })
        # Those that are made of a setting's name.
        $used = @($used; [regex]::Matches($source -join "`n", '\bOneOf\(.*(?:"|options\.)(?<setting>[A-Z]\w+)"?\)').ForEach({ "$($_.Groups['setting'])Unknown" })) | Sort-Object -Unique
        $listed = (Get-Content (Join-Path $PSScriptRoot noabort/error-ids.txt) -Raw) -replace '(?s)# PowerShell''s.*' -split '\r?\n' -notmatch '^#' -ne '' | Sort-Object -Unique
        $used.Count | Should -BeGreaterThan 150
        $used.Where({ $_ -cnotin $listed }) | Should -BeNullOrEmpty -Because 'the source has them'
        $listed.Where({ $_ -cnotin $used -and $_ -ne 'TorchOperationFailed' }) | Should -BeNullOrEmpty -Because 'the list has them'
    }
}
