#requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester suites, with Pester 5 where it is installed and with tests/runner where it is not.
.PARAMETER Path
    The suites; all of tests/*.Tests.ps1 by default.
.PARAMETER ResultPath
    Where to write the counts, and the name and messages of everything that failed, as JSON, for build.ps1.
#>
[CmdletBinding()]
param (
    [Parameter(Position = 0)]
    [string[]] $Path = (Join-Path $PSScriptRoot '*.Tests.ps1'),

    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
# Named apart: a suite sees this script's variables where it has none of that name.
$suitePaths = @($Path | ForEach-Object { Convert-Path $_ } | Sort-Object)
if (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 }) {
    Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.99
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $suitePaths
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $run = Invoke-Pester -Configuration $configuration
}
else {
    if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'pwsh') {
        Write-Host 'Pester 5 is not installed; the suites run with the small runner of tests/runner. To get Pester: Install-Module Pester -MinimumVersion 5.0 -Scope CurrentUser'
    }
    Import-Module (Join-Path $PSScriptRoot runner/MiniPester.psd1)
    $run = Invoke-MiniPester -Path $suitePaths
}

# A block or a file that failed as a whole has no failed test of its own to be counted.
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
$failures = @(
    @($run.Tests).Where({ $_.Result -eq 'Failed' }) + @($run.FailedBlocks) | Where-Object { $_ } | ForEach-Object { @{ Name = $_.ExpandedPath; Message = "$($_.ErrorRecord)" } }
    @($run.FailedContainers) | Where-Object { $_ } | ForEach-Object { @{ Name = "$($_.Item ?? $_.Name)"; Message = "$($_.ErrorRecord)" } }
)
$counts = [ordered]@{ Passed = $run.PassedCount; Failed = $failed; Skipped = $run.SkippedCount; Failures = $failures }
if ($ResultPath) {
    $null = New-Item (Split-Path $ResultPath) -ItemType Directory -Force
    $counts | ConvertTo-Json -Depth 4 | Set-Content $ResultPath
}
Write-Host "$($counts.Passed) passed, $($counts.Failed) failed, $($counts.Skipped) skipped"
exit ($failed -gt 0 ? 1 : 0)
