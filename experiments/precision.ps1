#requires -Version 7.4
<#
.SYNOPSIS
    What training in bfloat16 gains and costs: WGAN-GP on 8 Gaussians in float32 and in bfloat16, over several seeds.
.DESCRIPTION
    The setting of WGAN-GP's gan_toy.py (three hidden layers of width 512, batch 256, lambda 0.1, Adam(1e-4, 0.5, 0.9)) in every precision,
    from the same seeds, each by its fastest way: float32 by products of our own where the processor allows, bfloat16 by autograd. The generators are measured against fresh draws (Measure-WganSample). Writes table.csv and table.md.
.EXAMPLE
    ./experiments/precision.ps1
.EXAMPLE
    ./experiments/precision.ps1 -Iterations 20000 -Seeds (1..5) -ThreadCount 1
#>
[CmdletBinding()]
param (
    [long[]] $Seeds = @(1, 2, 3),

    [long] $Iterations = 2000,

    [ValidateRange(1, 1024)]
    [int] $ThreadCount = [Environment]::ProcessorCount,

    # Samples that are measured.
    [long] $Count = 2500,

    # Where the runs go.
    [string] $RunDirectory = 'runs/precision',

    # Where the table goes.
    [string] $ResultDirectory = (Join-Path $PSScriptRoot 'results/precision')
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
$ways = @(
    @{ Precision = 'float32'; }
    @{ Precision = 'bfloat16' }
)
$rows = foreach ($way in $ways) {
    $measured = foreach ($seed in $Seeds) {
        $path = Join-Path $RunDirectory "$($way.Precision)/seed-$seed"
        $null = Start-WganTraining 8Gaussians @way -Iterations $Iterations -Seed $seed -ThreadCount $ThreadCount -OutputDirectory $path -Force
        $null = Measure-WganSample -Path $path -Count $Count
        Get-WganRun $path
    }
    $c = $measured | Compare-WganRun
    [pscustomobject]@{
        Precision = $way.Precision; GradientMethod = $measured[0].Settings.GradientMethod; Seeds = $c.Runs; Iterations = $c.Iteration
        IterationsPerSecond = ($measured | ForEach-Object { $_.Iteration / $_.Duration.TotalSeconds } | Measure-Object -Average).Average
        Modes = $c.Modes; ModesStd = $c.ModesStd; HighQualityShare = $c.HighQualityShare; HighQualityShareStd = $c.HighQualityShareStd
        SlicedWasserstein = $c.SlicedWasserstein; SlicedWassersteinStd = $c.SlicedWassersteinStd; SlicedWassersteinFloor = $c.SlicedWassersteinFloor
        WassersteinEstimate = $c.WassersteinEstimate; WassersteinEstimateStd = $c.WassersteinEstimateStd
    }
}
$null = New-Item -ItemType Directory -Force $ResultDirectory
$rows | Export-MetricCsv (Join-Path $ResultDirectory table.csv) -Force
$processor = (Test-Path /proc/cpuinfo) ? (Get-Content /proc/cpuinfo -Raw) : ''
@(
    '# bfloat16 on 8 Gaussians'
    ''
    "``experiments/precision.ps1``, $([datetime]::UtcNow.ToString('yyyy-MM-dd')): $Iterations iterations, mean ± standard deviation over seeds $($Seeds -join ', '); $Count samples."
    "$($processor -match 'model name\s*:\s*(.+)' ? $Matches[1] : [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture), $ThreadCount threads."
    ''
    '| precision | gradients | iterations/s | modes of 8 | high quality, % | sliced W1 (floor) | Wasserstein estimate |'
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |'
    foreach ($r in $rows) {
        '| {0} | {1} | {2:0.0} | {3:0.0} ± {4:0.0} | {5:0.0} ± {6:0.0} | {7:0.000} ± {8:0.000} ({9:0.000}) | {10:0.000} ± {11:0.000} |' -f $r.Precision, $r.GradientMethod,
            $r.IterationsPerSecond, $r.Modes, $r.ModesStd, (100 * $r.HighQualityShare), (100 * $r.HighQualityShareStd), $r.SlicedWasserstein, $r.SlicedWassersteinStd,
            $r.SlicedWassersteinFloor, $r.WassersteinEstimate, $r.WassersteinEstimateStd
    }
) | Set-Content (Join-Path $ResultDirectory table.md)
$rows | Format-Table Precision, GradientMethod, IterationsPerSecond, Modes, HighQualityShare, SlicedWasserstein, WassersteinEstimate
