#requires -Version 7.4
<#
.SYNOPSIS
    Calls the module wrongly, many times, in this process, and says what became of it. tests/NoAbort.Tests.ps1 runs it as a child.
.DESCRIPTION
    First the lines of misuse.txt, each with the error id that it must give, then generated calls: the exported cmdlets, the methods of
    tensors, modules, optimizers and generators, the functions of [torch], [torch.nn] and their kin, operators, indexing, casts and
    properties, with arguments drawn from a pool of bad ones. Every call is logged before it runs, so that the last line of the log names
    what ended the process. A line of the log can be pasted into a session after:
    . tests/noabort/pool.ps1
.PARAMETER Manifest
    The module.
.PARAMETER Log
    A file that receives every call before it runs.
.PARAMETER Result
    A JSON file: how many calls, how many of them succeeded, how often each error id, and what broke the rules.
.PARAMETER Seed
    Seeds the generator: the same seed makes the same calls.
.PARAMETER Count
    How many calls are generated.
#>
[CmdletBinding()]
param (
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Log,
    [Parameter(Mandatory)] [string] $Result,
    [int] $Seed = 1,
    [int] $Count = 2400
)

$ErrorActionPreference = 'Stop'
$WarningPreference = $ProgressPreference = 'SilentlyContinue'
Import-Module $Manifest
. (Join-Path $PSScriptRoot calls.ps1)

$file = [IO.StreamWriter]::new($Log, $false)
$file.AutoFlush = $true
$ids, $broken, $succeeded, $calls = @{}, [Collections.Generic.List[string]]::new(), 0, 0

# Runs a line; gives the error id, or nothing for a result.
function Invoke-Line([string] $line) {
    $file.WriteLine($line)
    try {
        $null = & ([scriptblock]::Create($line)) 2>&1 3>&1 6>&1
    }
    catch {
        # What operators, indexers and properties throw goes by PowerShell's ids or by the exception's class; no module can change that.
        if ($line -match $expression) { return "PowerShell:$($_.Exception.GetBaseException().GetType().Name)" }
        # A disposed tensor for a parameter of another type: PowerShell's binder asks for its text, which TorchSharp refuses.
        if ($_.Exception -is [Management.Automation.ParameterBindingException] -or $_.Exception.StackTrace -match 'ParameterBinder') { return 'PowerShell:ParameterBinding' }
        return $_.FullyQualifiedErrorId.Split(',')[0]
    }
}

# A new pool now and then: calls in place change it.
$expression = '^\(\$\w+\) [-+*/] |^\$\w+\[|^\[\w+(\[\])?\]\$|^\$\w+\.\w+( =|$)'
foreach ($row in Get-Content (Join-Path $PSScriptRoot misuse.txt)) {
    if (-not $row -or $row.StartsWith('#')) { continue }
    $expected, $line = $row.Split(' | ', 2).Trim()
    $calls++
    . (Join-Path $PSScriptRoot pool.ps1)
    $id = "$(Invoke-Line $line)"
    if ($id) { $ids[$id]++ } else { $succeeded++ }
    if ($id -ne $expected) { $broken.Add("$line gives '$id' instead of '$expected'") }
}

$random = [Random]::new($Seed)
$targets = Get-CallTarget
for ($n = 0; $n -lt $Count; $n++) {
    $line = New-BadCall $targets $random
    $calls++
    if ($n % 20 -eq 0) { . (Join-Path $PSScriptRoot pool.ps1) }
    $id = "$(Invoke-Line $line)"
    if (-not $id) { $succeeded++; continue }
    $ids[$id]++
    if (-not (Test-ErrorId $id)) { $broken.Add("$line gives '$id'") }
}
$file.Dispose()
@{ Calls = $calls; Succeeded = $succeeded; Ids = $ids; Broken = @($broken) } | ConvertTo-Json -Depth 4 | Set-Content $Result
"$calls calls, $succeeded of them with a result, $($ids.Count) error ids"
exit 0
