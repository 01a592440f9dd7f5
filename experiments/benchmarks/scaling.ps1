#requires -Version 7.4
<#
.SYNOPSIS
    How iterations a second and memory grow with batch size, width and the size of the data.
.DESCRIPTION
    One of the three is changed at a time, from batch 64, width 512 and 8,192 rows of 784 numbers: WGAN-GP with fully connected networks
    of three hidden layers, five critic steps an iteration. Every point is a process of its own that trains for some seconds after a
    warm-up; what is measured is Start-WganTraining as a user calls it. Several precisions are measured one after the other, and drawn together.

    Writes scaling.csv, scaling.md and a chart for each of the three.
.PARAMETER Seconds
    How long a point is measured, after as long a warm-up.
.PARAMETER OutputDirectory
    Where the results go; what is there is replaced.
.EXAMPLE
    ./experiments/benchmarks/scaling.ps1
.EXAMPLE
    ./experiments/benchmarks/scaling.ps1 -Precision float32, bfloat16 -ThreadCount 1
#>
[CmdletBinding()]
param (
    [long[]] $BatchSize = @(16, 64, 256, 1024),

    [int[]] $Width = @(128, 256, 512, 1024, 2048),

    [long[]] $Rows = @(1024, 8192, 65536, 262144),

    [ValidateSet('float32', 'bfloat16')]
    [string[]] $Precision = 'float32',

    [ValidateRange(1, 600)]
    [double] $Seconds = 3,

    [ValidateRange(1, 1024)]
    [int] $ThreadCount = [Environment]::ProcessorCount,

    [string] $OutputDirectory = [IO.Path]::Combine($PSScriptRoot, '../results/scaling')
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'Common.ps1'))
Import-Module $module
$null = New-Item $OutputDirectory -ItemType Directory -Force
$runs = Join-Path ([IO.Path]::GetTempPath()) "scaling-$PID"

function Measure-Point([string] $Varied, [long] $Batch, [int] $Wide, [long] $Count, [string] $In) {
    $code = @"
`$ErrorActionPreference = 'Stop'
Import-Module '$module'
`$data = New-Tensor -RandN -Shape $Count, 784 -Seed 1 | Get-WganDataset
`$times = [Collections.Generic.List[double]]::new()
`$watch = [Diagnostics.Stopwatch]::StartNew()
Start-WganTraining -Dataset `$data -Objective wgan-gp -Architecture mlp -BatchSize $Batch -HiddenSize $Wide -LatentSize 128 -ThreadCount $ThreadCount -Precision $In ``
    -Iterations 1000000 -LogEvery 1 -CheckpointEvery 1000000 -SampleEvery 1000000 -TimeLimit ([timespan]::FromSeconds($(2 * $Seconds))) -OutputDirectory '$runs' -Force -SkipSetupCheck |
    ForEach-Object { `$times.Add(`$watch.Elapsed.TotalSeconds) }
`$end = `$times[`$times.Count - 1]
`$late = @(`$times | Where-Object { `$_ -gt `$end - $Seconds })
[Console]::Out.WriteLine((@{ Rate = (`$late.Count - 1) / (`$late[-1] - `$late[0]); Peak = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB } | ConvertTo-Json -Compress))
"@
    $line = & $shell -NoProfile -NonInteractive -Command $code | Select-Object -Last 1
    if ($LASTEXITCODE -ne 0) { throw "The point batch $Batch, width $Wide, $Count rows, $In ended with exit code $LASTEXITCODE." }
    $result = $line | ConvertFrom-Json
    $point = [pscustomobject]@{
        Varied = $Varied; BatchSize = $Batch; Width = $Wide; Rows = $Count; Precision = $In
        IterationsPerSecond = [Math]::Round($result.Rate, 2); SamplesPerSecond = [Math]::Round($result.Rate * $Batch * 5); PeakMiB = [Math]::Round($result.Peak)
    }
    Write-Host ('{0,-9} batch {1,4}, width {2,4}, {3,6} rows, {4,-8} {5,8:0.00} iterations/s {6,6} MiB' -f $Varied, $Batch, $Wide, $Count, $In, $point.IterationsPerSecond, $point.PeakMiB)
    $point
}

try {
    $points = foreach ($in in $Precision) {
        foreach ($value in $BatchSize) { Measure-Point BatchSize $value 512 8192 $in }
        foreach ($value in $Width) { Measure-Point Width 64 $value 8192 $in }
        foreach ($value in $Rows) { Measure-Point Rows 64 512 $value $in }
    }
}
finally { Remove-Item $runs -Recurse -Force -ErrorAction Ignore }

$points | Export-MetricCsv (Join-Path $OutputDirectory scaling.csv) -Force
foreach ($varied in 'BatchSize', 'Width', 'Rows') {
    $points | Where-Object Varied -EQ $varied |
        Export-MetricChart (Join-Path $OutputDirectory "$varied.svg") -X $varied -Metric IterationsPerSecond, PeakMiB -GroupBy Precision -LogX -Force
}
@(
    '# Scale on one machine'
    ''
    "``experiments/benchmarks/scaling.ps1``, $([datetime]::UtcNow.ToString('yyyy-MM-dd')). WGAN-GP on rows of 784 numbers, three hidden layers, 5 critic steps an iteration; batch 64, width 512 and 8,192 rows where not varied."
    "$processorName, $([Environment]::ProcessorCount) processors, $ThreadCount threads, .NET $([Environment]::Version)."
    ''
    '| varied | batch | width | rows | precision | iterations/s | samples/s through the critic | peak, MiB |'
    '| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |'
    foreach ($p in $points) { '| {0} | {1} | {2} | {3} | {4} | {5:0.00} | {6:0} | {7} |' -f $p.Varied, $p.BatchSize, $p.Width, $p.Rows, $p.Precision, $p.IterationsPerSecond, $p.SamplesPerSecond, $p.PeakMiB }
    ''
    '![batch size](BatchSize.svg) ![width](Width.svg) ![rows](Rows.svg)'
) | Set-Content (Join-Path $OutputDirectory scaling.md)
Write-Host "Results: $(Convert-Path $OutputDirectory)"
