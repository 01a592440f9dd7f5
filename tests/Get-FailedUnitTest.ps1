#requires -Version 7.4
<#
.SYNOPSIS
    Name and message of every failed test in a .trx file, which is what dotnet test writes.
#>
[CmdletBinding()]
param (
    [Parameter(Mandatory, Position = 0)]
    [string] $Path
)

$run = ([xml] (Get-Content $Path -Raw)).TestRun
$failed = @(foreach ($test in $run.Results.UnitTestResult) {
        if ($test.outcome -eq 'Failed') { [pscustomobject]@{ Name = $test.testName; Message = "$($test.Output.ErrorInfo.Message)" } }
    })
$failed
# What the test process itself had to say: why it crashed, and what had failed before.
foreach ($info in $run.ResultSummary.RunInfos.RunInfo) {
    $isKnown = "$($info.Text)" -match '^\[xUnit.net \S+\]\s+(?<name>.*) \[FAIL\]' -and $Matches.name -in $failed.Name
    if ($info.outcome -eq 'Error' -and -not $isKnown) { [pscustomobject]@{ Name = 'tests/Core.Tests'; Message = "$($info.Text)" } }
}
