#requires -Version 7.4
<#
.SYNOPSIS
    The toy experiments of the WGAN papers over several seeds: a table of modes, quality and distances, and figures.
.DESCRIPTION
    Trains weight clipping (wgan, Arjovsky et al. 2017), the gradient penalty (wgan-gp, Gulrajani et al. 2017) and the one-sided
    penalty (wgan-lp, Petzka et al. 2018) on 8 Gaussians, 25 Gaussians and the Swiss roll, each with several seeds, measures 2,500
    samples of every generator against fresh draws (Measure-WganSample), and writes table.csv, table.md and a figure a data set.

    The setting is that of WGAN-GP's code gan_toy.py: batch 256, 5 critic steps, noise of 2 numbers, ReLU networks with 3 hidden
    layers; with penalties lambda 0.1 and Adam(1e-4, 0.5, 0.9), with clipping at 0.01 RMSprop(5e-5). Reduced: hidden layers of width
    128 instead of 512, and 5,000 generator iterations instead of 100,000, so that two processor cores need about 20 minutes.
    -HiddenSize 512 -Iterations 100000 is the original.

    What was trained and measured already is not done again: a stopped experiment goes on when it is started again, and more
    -Iterations or -Seeds only add what is missing.
.EXAMPLE
    ./experiments/reproduce-toys.ps1
.EXAMPLE
    ./experiments/reproduce-toys.ps1 -Datasets 8Gaussians -Objectives wgan-gp -Seeds (1..5) -Iterations 20000
#>
[CmdletBinding()]
param (
    [ValidateSet('8Gaussians', '25Gaussians', 'SwissRoll')]
    [string[]] $Datasets = @('8Gaussians', '25Gaussians', 'SwissRoll'),

    [string[]] $Objectives = @('wgan', 'wgan-gp', 'wgan-lp'),

    [long[]] $Seeds = @(1, 2, 3),

    [long] $Iterations = 5000,

    [int] $HiddenSize = 128,

    # Default: the papers'.
    [double] $LearningRate,

    # Runs side by side, each on one thread.
    [ValidateRange(1, 64)]
    [int] $Parallel = [Math]::Min(2, [Environment]::ProcessorCount),

    # Samples that are measured.
    [long] $Count = 2500,

    # Where the runs go.
    [string] $RunDirectory = 'runs/reproduce-toys',

    # Where table and figures go.
    [string] $ResultDirectory = (Join-Path $PSScriptRoot 'results/reproduce-toys')
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
$watch = [Diagnostics.Stopwatch]::StartNew()
# The count belongs to the process: one thread for all, so that runs that end do not change it for those beside them.
[torch]::set_num_threads(1)

# 1. Train: every combination is a run of its own; so many at a time as there are cores for.
$runs = foreach ($seed in $Seeds) {
    foreach ($dataset in $Datasets) {
        foreach ($objective in $Objectives) {
            [pscustomobject]@{ Dataset = $dataset; Objective = $objective; Seed = $seed; Path = [IO.Path]::Combine($RunDirectory, $dataset, $objective, "seed-$seed") }
        }
    }
}
$waiting = [Collections.Generic.Queue[object]]::new()
foreach ($run in $runs) {
    $known = if (Test-Path (Join-Path $run.Path config.json)) { Get-WganRun $run.Path }
    if ($known.Iteration -ge $Iterations) { continue }
    if ($known.Status -eq 'Diverged') { Write-Warning "$($run.Path) has diverged: $($known.Message)"; continue }
    $waiting.Enqueue($run)
}
"$($runs.Count) runs, $($waiting.Count) of them to train for $Iterations iterations, $Parallel at a time"
$working = [Collections.Generic.List[object]]::new()
while ($waiting.Count -or $working.Count) {
    while ($waiting.Count -and $working.Count -lt $Parallel) {
        $run = $waiting.Dequeue()
        $often = @{ Iterations = $Iterations; ThreadCount = 1; LogEvery = 10; SampleEvery = [Math]::Max(1, $Iterations / 10); CheckpointEvery = [Math]::Max(1, $Iterations / 5); OutputDirectory = $run.Path }
        $setting = @{ Dataset = $run.Dataset; Objective = $run.Objective; Seed = $run.Seed; HiddenSize = $HiddenSize }
        if ($LearningRate) { $setting.LearningRate = $LearningRate }
        if (Test-Path (Join-Path $run.Path config.json)) { $setting = @{ Resume = $true } }
        $working.Add((Start-WganTraining @setting @often -AsJob))
    }
    $ended = Wait-Job $working -Any
    "{0,5:0} s  {1} {2}" -f $watch.Elapsed.TotalSeconds, $ended.Name, $ended.State
    $ended.Error | ForEach-Object { Write-Warning "$_" }
    $null = $working.Remove($ended)
    Remove-Job $ended
}

# 2. Measure, where that was not done at this iteration with as many samples.
$measured = foreach ($run in $runs) {
    $now = Get-WganRun $run.Path
    if ($now.EvaluatedIteration -ne $now.Iteration -or $now.SampleCount -ne $Count) { $null = Measure-WganSample -Path $run.Path -Count $Count }
    Get-WganRun $run.Path
}

# 3. The table: a row for each data set and objective, mean and standard deviation over the seeds.
function Format-Spread([object] $Mean, [object] $Deviation, [string] $Format, [double] $Factor = 1) {
    if ($null -eq $Mean) { return '' }
    ($Factor * $Mean).ToString($Format, [cultureinfo]::InvariantCulture) + $(if ($null -ne $Deviation) { ' ± ' + ($Factor * $Deviation).ToString($Format, [cultureinfo]::InvariantCulture) })
}
$rows = foreach ($dataset in $Datasets) {
    foreach ($objective in $Objectives) {
        # Runs that differ in their seed alone are one object.
        $c = $measured | Where-Object { $_.Dataset -eq $dataset -and $_.Objective -eq $objective } | Compare-WganRun
        [pscustomobject]@{
            Dataset = $dataset; Objective = $objective; Seeds = $c.Runs; Iterations = $c.Iteration
            ModeCount = $c.ModeCount; Modes = $c.Modes; ModesStd = $c.ModesStd; HighQualityShare = $c.HighQualityShare; HighQualityShareStd = $c.HighQualityShareStd
            SlicedWasserstein = $c.SlicedWasserstein; SlicedWassersteinStd = $c.SlicedWassersteinStd; SlicedWassersteinFloor = $c.SlicedWassersteinFloor
            Wasserstein = $c.Wasserstein; WassersteinStd = $c.WassersteinStd; WassersteinFloor = $c.WassersteinFloor
            WassersteinEstimate = $c.WassersteinEstimate; WassersteinEstimateStd = $c.WassersteinEstimateStd
            TrainingSeconds = ($c.Sources | Measure-Object { $_.Duration.TotalSeconds } -Average).Average; Protocol = $c.Protocol
        }
    }
}
$null = New-Item -ItemType Directory -Force $ResultDirectory
$rows | Export-MetricCsv (Join-Path $ResultDirectory table.csv) -Force

# 4. Figures: the first seed of each objective, over its critic's surface.
foreach ($dataset in $Datasets) {
    $measured | Where-Object { $_.Dataset -eq $dataset -and $_.Seed -eq $Seeds[0] } |
        Export-SampleChart (Join-Path $ResultDirectory "$dataset.png") -Label $Objectives -Title "$dataset, width $HiddenSize, $Iterations iterations, seed $($Seeds[0])" -Width 800 -Force
}

# 5. The report.
$config = Get-Content (Join-Path $measured[0].Path config.json) -Raw | ConvertFrom-Json
$trained = ($measured | Measure-Object { $_.Duration.TotalSeconds } -Sum).Sum
$lines = @(
    '# The toy experiments of the WGAN papers'
    ''
    "``experiments/reproduce-toys.ps1``, $([datetime]::UtcNow.ToString('yyyy-MM-dd')). Mean ± standard deviation over seeds $($Seeds -join ', ')."
    ''
    '| data | objective | modes | high quality, % | sliced W1 (floor) | W1 (floor) |'
    '| --- | --- | --- | --- | --- | --- |'
    foreach ($row in $rows) {
        '| {0} | {1} | {2} | {3} | {4} ({5:0.000}) | {6} ({7:0.000}) |' -f $row.Dataset, $row.Objective,
            $(if ($null -ne $row.Modes) { "$(Format-Spread $row.Modes $row.ModesStd '0.0') of $($row.ModeCount)" }),
            (Format-Spread $row.HighQualityShare $row.HighQualityShareStd '0.0' 100),
            (Format-Spread $row.SlicedWasserstein $row.SlicedWassersteinStd '0.000'), $row.SlicedWassersteinFloor,
            (Format-Spread $row.Wasserstein $row.WassersteinStd '0.000'), $row.WassersteinFloor
    }
    ''
    'A floor is what a second sample of real data scores.'
    ''
    "Setting: networks of 3 hidden ReLU layers of width $HiddenSize (gan_toy.py: 512), $($Iterations.ToString('N0', [cultureinfo]::InvariantCulture)) generator iterations (gan_toy.py: 100,000); otherwise as gan_toy.py:"
    'batch 256, 5 critic steps, 2 numbers of noise; wgan-gp and wgan-lp with lambda 0.1 and Adam(1e-4, 0.5, 0.9), wgan clipped at 0.01 with RMSprop(5e-5).'
    if ($LearningRate) { "The learning rate is $LearningRate instead." }
    ''
    foreach ($dataset in $Datasets) { "Protocol of ${dataset}: $(($rows | Where-Object Dataset -eq $dataset)[0].Protocol)."; '' }
    "Versions: AutogradPS $($config.versions.autogradPS), TorchSharp $($config.versions.torchSharp -replace '\+.*'), libtorch $($config.versions.libTorch), .NET $($config.versions.dotNet), $($config.versions.os -replace ' .* ', ' ')."
    "Time: $([Math]::Round($trained / 60, 1)) minutes of training in all runs together, one thread each, $Parallel at a time."
    ''
    foreach ($dataset in $Datasets) { "![$dataset]($dataset.png)" }
)
Set-Content (Join-Path $ResultDirectory table.md) ($lines -join "`n")

$rows | Format-Table Dataset, Objective, Seeds, Modes, ModeCount, HighQualityShare, SlicedWasserstein, SlicedWassersteinStd, Wasserstein
"Results: $ResultDirectory, after {0:0} s" -f $watch.Elapsed.TotalSeconds
