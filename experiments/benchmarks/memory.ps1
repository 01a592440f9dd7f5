#requires -Version 7.4
<#
.SYNOPSIS
    Whether a long training keeps its size: resident memory over thousands of iterations.
.DESCRIPTION
    toy is Start-WganTraining 8Gaussians as it is (512 wide, batch 256), toy64 the same 64 wide, mlp fully connected networks on 8,192 rows of 784
    numbers in batches of 64. Each is a process of its own, with a record every 10 iterations, and with pictures and checkpoints as they come by default.

    Growth is measured from iteration 200 on, when .NET has compiled what is hot. Writes memory.csv (every hundredth iteration), memory.svg and summary.csv: the
    mean of iterations 200 to 400, that of the last tenth, their difference, and the highest after iteration 200.
.PARAMETER Work
    What is trained.
.PARAMETER Scale
    Multiplies the iterations.
.PARAMETER OutputDirectory
    Where the results go; what is there is replaced.
.EXAMPLE
    ./experiments/benchmarks/memory.ps1
#>
[CmdletBinding()]
param (
    [ValidateSet('toy', 'toy64', 'mlp')]
    [string[]] $Work = @('toy', 'toy64', 'mlp'),

    [ValidateRange(0.05, 100)]
    [double] $Scale = 1,

    [string] $OutputDirectory = [IO.Path]::Combine($PSScriptRoot, '../results/memory')
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'Common.ps1'))
Import-Module $module
$null = New-Item $OutputDirectory -ItemType Directory -Force
$runs = Join-Path ([IO.Path]::GetTempPath()) "memory-$PID"
$works = @{
    toy   = @{ Iterations = 10000; Code = '8Gaussians' }
    toy64 = @{ Iterations = 10000; Code = '8Gaussians -HiddenSize 64' }
    mlp   = @{ Iterations = 2000; Code = '-Dataset (New-Tensor -RandN -Shape 8192, 784 -Seed 1 | Get-WganDataset) -Architecture mlp -BatchSize 64 -LatentSize 128' }
}

$summary = foreach ($name in $Work) {
    $iterations = [int]($works[$name].Iterations * $Scale)
    $run = Join-Path $runs $name
    & $shell -NoProfile -NonInteractive -Command "Import-Module '$module'; `$null = Start-WganTraining $($works[$name].Code) -Iterations $iterations -Seed 1 -LogEvery 10 -OutputDirectory '$run'"
    if ($LASTEXITCODE -ne 0) { throw "The training of $name failed." }
    $rows = @(Import-MetricCsv (Join-Path $run timing.csv))
    $first = ($rows | Where-Object { $_.Iteration -ge 200 -and $_.Iteration -le 400 } | Measure-Object ResidentMiB -Average).Average
    $last = ($rows | Where-Object { $_.Iteration -gt 0.9 * $iterations } | Measure-Object ResidentMiB -Average).Average
    $highest = ($rows | Where-Object { $_.Iteration -ge 200 } | Measure-Object ResidentMiB -Maximum).Maximum
    $rows | Where-Object { $_.Iteration % 100 -eq 0 } | ForEach-Object { [pscustomobject]@{ Work = $name; Iteration = $_.Iteration; ResidentMiB = $_.ResidentMiB } } |
        Export-MetricCsv (Join-Path $OutputDirectory memory.csv) -Append:($name -ne $Work[0]) -Force:($name -eq $Work[0])
    [pscustomobject]@{
        Work = $name; Iterations = $iterations; From200To400MiB = [Math]::Round($first, 1); LastTenthMiB = [Math]::Round($last, 1)
        GrowthPercent = [Math]::Round(100 * ($last / $first - 1), 2); HighestPercent = [Math]::Round(100 * ($highest / $first - 1), 2)
    }
}
Remove-Item $runs -Recurse -Force
$summary | Export-MetricCsv (Join-Path $OutputDirectory summary.csv) -Force
Import-MetricCsv (Join-Path $OutputDirectory memory.csv) | Export-MetricChart (Join-Path $OutputDirectory memory.svg) -X Iteration -GroupBy Work -Metric ResidentMiB -Title 'Resident memory of a training' -Force
$summary | Format-Table
