#requires -Version 7.4
<#
.SYNOPSIS
    What the shell costs: importing the module, the first tensor, a tensor's way through the pipeline, and training through a cmdlet.
.DESCRIPTION
    Every figure is the median of rounds that take turns.

    import      Import-Module in a new process, beyond that process's start (aim: under 150 ms)
    tensor      from Import-Module to the first tensor's value (aim: under 700 ms), beside python3 -c "import torch; torch.ones(1)" where there is one
    pipeline    10,000 tensors made, squared and differentiated in one pipeline, a tensor
    iteration   one of Start-WganTraining with a record each (toy and mlp of training/workloads.psd1), over one of the module's trainer called without a shell (aim: 1.02 or less)
    run         what a run costs beside its iterations: Start-WganTraining with a single iteration, the first of a session and the next one. That is
                directory, configuration, first and last checkpoint, a picture, charts, and in a new session what .NET compiles
.PARAMETER Rounds
    How often everything is measured.
.PARAMETER OutputDirectory
    Where shell.csv goes; what is there is replaced.
.EXAMPLE
    ./experiments/benchmarks/shell.ps1 -Rounds 9
#>
[CmdletBinding()]
param (
    [ValidateRange(1, 1000)]
    [int] $Rounds = 5,

    [string] $OutputDirectory = [IO.Path]::Combine($PSScriptRoot, '../../artifacts/benchmarks/shell')
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'Common.ps1'))
Import-Module $module
$plainLoop = Get-PlainLoop
$works = Import-PowerShellDataFile ([IO.Path]::Combine($PSScriptRoot, 'training/workloads.psd1'))
foreach ($name in 'toy', 'mlp') {
    $folder = Join-Path $OutputDirectory $name
    $null = New-Item $folder -ItemType Directory -Force
    $works[$name] + @{ Name = $name; LearningRate = 1e-4; Beta2 = 0.9; CriticSteps = 5; Seed = 1; Device = 'cpu'; ThreadCount = [Environment]::ProcessorCount } |
        ConvertTo-Json | Set-Content (Join-Path $folder workload.json)
    & dotnet $plainLoop prepare $folder
    if ($LASTEXITCODE -ne 0) { throw "The training of $name could not be prepared." }
}

# A run of one iteration: the networks of the toy, and everything that a run leaves.
$short = "`$null = Start-WganTraining 8Gaussians -Iterations 1 -Seed 1 -OutputDirectory '$(Join-Path $OutputDirectory short)' -Force"

function Measure-Script([string] $Code, [string] $Before) {
    [double](& $shell -NoProfile -NonInteractive -Command "$Before; `$w = [Diagnostics.Stopwatch]::StartNew(); $Code; [Console]::Out.WriteLine(`$w.Elapsed.TotalMilliseconds)" | Select-Object -Last 1)
}

function Measure-Cmdlet([string] $Name) {
    (& $shell -NoProfile -NonInteractive -File ([IO.Path]::Combine($PSScriptRoot, 'training/ours.ps1')) -Folder (Join-Path $OutputDirectory $Name) | Select-Object -Last 1 | ConvertFrom-Json).seconds
}

function Measure-Engine([string] $Name) { (& dotnet $plainLoop engine (Join-Path $OutputDirectory $Name) | Select-Object -Last 1 | ConvertFrom-Json).seconds }

$measures = [ordered]@{
    'import, ms'                  = { Measure-Script "Import-Module '$module'" }
    'first tensor, ms'            = { Measure-Script "Import-Module '$module'; `$null = (New-Tensor 1).Value" }
    'pipeline, us a tensor'       = {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        1..10000 | ForEach-Object { New-Tensor $_ -RequiresGrad } | ForEach-Object { ($_ * $_) | Invoke-AutogradGrad -Inputs $_ } | ForEach-Object { $_.Dispose() }
        $watch.Elapsed.TotalMilliseconds / 10
    }
    'first run of a session, ms'  = { Measure-Script $short "Import-Module '$module'" }
    'next run of a session, ms'   = { Measure-Script $short "Import-Module '$module'; $short" }
    'toy, cmdlet, seconds'        = { Measure-Cmdlet toy }
    'toy, no shell, seconds'      = { Measure-Engine toy }
    'mlp, cmdlet, seconds'        = { Measure-Cmdlet mlp }
    'mlp, no shell, seconds'      = { Measure-Engine mlp }
}
$python = Get-PyTorch
if ($python) {
    $measures['import torch, first tensor, ms'] = {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        & $python.Source -c 'import torch; torch.ones(1)'
        $watch.Elapsed.TotalMilliseconds
    }
}

$values = [ordered]@{}
foreach ($name in $measures.Keys) { $values[$name] = [Collections.Generic.List[double]]::new() }
foreach ($round in 1..$Rounds) { foreach ($name in $measures.Keys) { $values[$name].Add((& $measures[$name])) } }

$table = @(foreach ($name in $values.Keys) {
        $sorted = @($values[$name] | Sort-Object)
        [pscustomobject]@{ Measure = $name; Median = [Math]::Round((Get-Median $sorted), 3); Lowest = [Math]::Round($sorted[0], 3); Highest = [Math]::Round($sorted[-1], 3) }
    })
foreach ($name in 'toy', 'mlp') {
    $ratios = @(for ($i = 0; $i -lt $Rounds; $i++) { $values["$name, cmdlet, seconds"][$i] / $values["$name, no shell, seconds"][$i] }) | Sort-Object
    $table += [pscustomobject]@{ Measure = "iteration of $name, cmdlet over no shell"; Median = [Math]::Round((Get-Median $ratios), 4); Lowest = [Math]::Round($ratios[0], 4); Highest = [Math]::Round($ratios[-1], 4) }
}
$table | Export-MetricCsv (Join-Path $OutputDirectory shell.csv) -Force
$table | Format-Table
