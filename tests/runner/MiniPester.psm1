# Runs *.Tests.ps1 files written in a documented subset of Pester 5 (see README.md beside this file).
# It uses the engine's core commands and Write-Host only, so that it runs under a bare PowerShell host.

# A fault of the runner's own must never pass for a green run. Suites do not see this: they run in the caller's state.
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/Containment.psm1"
foreach ($part in 'Discovery', 'Execution', 'Operators', 'Should', 'TestDrive', 'Report', 'Unsupported') {
    . "$PSScriptRoot/$part.ps1"
}

# The run in progress: what Describe, It and the others write into.
$script:Run = $null

function Invoke-MiniPester {
    <#
    .SYNOPSIS
        Runs test files and returns their counts.
    .DESCRIPTION
        Each file is discovered, then run, in the caller's session state. Names and failures are printed as they
        come, the counts last. The returned object has Pester's property names: PassedCount, FailedCount,
        SkippedCount, TotalCount, FailedBlocksCount, FailedContainersCount, Result and Tests.
    .PARAMETER Path
        The test files.
    .EXAMPLE
        Invoke-MiniPester -Path ./tests/Runner.Tests.ps1
    #>
    [CmdletBinding()]
    param (
        [Parameter(Mandatory, Position = 0)]
        [string[]] $Path
    )

    # A module that shares the caller's session state: the public way to bind script blocks to it.
    $caller = [psmoduleinfo]::new($false)
    $caller.SessionState = $PSCmdlet.SessionState

    $outer = $script:Run
    try {
        $files = foreach ($item in $Path) {
            foreach ($file in $PSCmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath($item, [ref] $null)) {
                Invoke-TestFile -File $file -Caller $caller
            }
        }
    }
    finally {
        $script:Run = $outer
    }

    $result = Get-RunResult -Root @($files)
    Write-RunSummary -Result $result
    $result
}

function Invoke-TestFile ([string] $File, [psmoduleinfo] $Caller) {
    $root = New-Block -Name $File -Parent $null -Body $null -Data $null -Skip $false -Tag @()
    $script:Run = @{
        File           = $File
        Caller         = $Caller
        Current        = $root
        Discovering    = $true
        DiscoveryScope = $Caller.NewBoundScriptBlock($DiscoveryScope)
        Scope          = $Caller.NewBoundScriptBlock($RunScope)
    }

    Write-Host "`nRunning $File" -ForegroundColor Magenta
    Find-Test -Root $root
    $script:Run.Discovering = $false
    if (Test-AnyTest -Block $root) {
        $drive = New-TestDrive -SessionState $Caller.SessionState
        $script:Run.TestDrive = $drive.Folder
        try { Invoke-Block -Block $root }
        finally { Remove-TestDrive -Drive $drive }
    }
    $root
}

Export-ModuleMember -Function (@(
        'Invoke-MiniPester'
        'Describe', 'Context', 'It', 'BeforeDiscovery', 'BeforeAll', 'BeforeEach', 'AfterEach', 'AfterAll', 'Should'
    ) + $UnsupportedCommands)
