#requires -Version 7.4
<#
.SYNOPSIS
    Calls the module wrongly, many times, in this process, and says what became of it. tests/NoAbort.Tests.ps1 runs it as a child.
.DESCRIPTION
    First the lines of misuse.txt, each with the error id that it must give, then generated calls of two sorts by turns. The ones of
    wrong.ps1 are wrong by their kind and must end in an error: wrong shapes, dtypes, devices, ranks and dimensions, disposed tensors, null,
    impossible sizes, integers with requires_grad, graphs freed twice. The others are of all kinds: the exported cmdlets, each in its
    turn, the methods of tensors, modules, optimizers and generators, the functions of [torch], [torch.nn] and their kin, operators,
    indexing, casts and properties, with arguments drawn from a pool of bad ones; some turn out to be right. Every call is logged before
    it runs, so that the last line of the log names what ended the process. A line of the log can be pasted into a session after:
    . tests/noabort/pool.ps1
.PARAMETER Manifest
    The module.
.PARAMETER Log
    A file that receives every call before it runs.
.PARAMETER Result
    A JSON file: how many calls, how many of them ended in an error record, how often each error id and each cmdlet, and what broke the rules.
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
. (Join-Path $PSScriptRoot wrong.ps1)

$file = [IO.StreamWriter]::new($Log, $false)
$file.AutoFlush = $true
$ids, $broken, $calls, $errors = @{}, [Collections.Generic.List[string]]::new(), 0, 0
$commands = @{}
foreach ($command in Get-Command -Module AutogradPS -CommandType Cmdlet) { $commands[$command.Name] = 0 }

# Runs a line; gives the error id, or nothing for a result.
function Invoke-Line([string] $line) {
    $file.WriteLine($line)
    try {
        $null = & ([scriptblock]::Create($line)) 2>&1 3>&1 6>&1
    }
    catch {
        # What operators, indexers and properties throw has our id in the inner exception, or goes by the exception's class.
        $cause = $_.Exception.GetBaseException()
        if ($line -match $expression) { return $cause.ErrorId ?? "PowerShell:$($cause.GetType().Name)" }
        # A disposed tensor for a parameter of another type: PowerShell's binder asks for its text, which TorchSharp refuses.
        if ($_.Exception -is [Management.Automation.ParameterBindingException] -or $_.Exception.StackTrace -match 'ParameterBinder') { return 'PowerShell:ParameterBinding' }
        return $_.FullyQualifiedErrorId.Split(',')[0]
    }
}

# A new pool now and then: calls in place change it.
$expression = '^\(\$\w+\) [-+*/%] |^\$\w+\[|^\[\w+(\[\])?\]\$|^\$\w+\.\w+( =|$)'
foreach ($row in Get-Content (Join-Path $PSScriptRoot misuse.txt)) {
    if (-not $row -or $row.StartsWith('#')) { continue }
    $expected, $line = $row.Split(' | ', 2).Trim()
    $calls++
    . (Join-Path $PSScriptRoot pool.ps1)
    $id = "$(Invoke-Line $line)"
    if ($id) { $ids[$id]++; $errors++ }
    if ($id -ne $expected) { $broken.Add("$line gives '$id' instead of '$expected'") }
}

$random = [Random]::new($Seed)
$targets = Get-CallTarget
for ($n = 0; $n -lt $Count; $n++) {
    $wrong = $n % 2 -eq 0
    $line = if ($wrong) { New-WrongCall $targets $random } else { New-BadCall $targets $random }
    $calls++
    foreach ($name in @($commands.Keys).Where({ $line.Contains($_) })) { $commands[$name]++ }
    if ($n % 20 -eq 0) { . (Join-Path $PSScriptRoot pool.ps1) }
    $id = "$(Invoke-Line $line)"
    if (-not $id) {
        if ($wrong) { $broken.Add("$line gives a result") }
        continue
    }
    $errors++
    $ids[$id]++
    if (-not (Test-ErrorId $id)) { $broken.Add("$line gives '$id'") }
}
$file.Dispose()
@{ Calls = $calls; Errors = $errors; Ids = $ids; Commands = $commands; Broken = @($broken) } | ConvertTo-Json -Depth 4 | Set-Content $Result
"$calls calls, $errors of them ended in an error record, $($ids.Count) error ids"
exit 0
