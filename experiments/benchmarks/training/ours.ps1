#requires -Version 7.4
<#
.SYNOPSIS
    The peer of training.ps1 that is ours: Start-WganTraining as a user calls it, with a record, a CSV row and progress every iteration.
#>
param ([Parameter(Mandatory)] [string] $Folder)

$ErrorActionPreference = 'Stop'
Import-Module ([IO.Path]::Combine($PSScriptRoot, '../../../artifacts/module/AutogradPS/AutogradPS.psd1'))
$work = Get-Content (Join-Path $Folder workload.json) -Raw | ConvertFrom-Json
$training = @{
    Dataset         = Import-Tensor (Join-Path $Folder data.safetensors) | Get-WganDataset
    Critic          = Import-Network (Join-Path $Folder critic.safetensors)
    Generator       = Import-Network (Join-Path $Folder generator.safetensors)
    Objective       = 'wgan-gp'
    OutputDirectory = Join-Path $Folder run
    Force           = $true
    SkipSetupCheck  = $true
    # One more than is timed: the last one draws a picture before its record comes.
    Iterations      = $work.Warmup + $work.Iterations + 1
    LogEvery        = 1
    # The peers draw no pictures and keep no checkpoints: here there are none in between.
    SampleEvery     = 1000000
    CheckpointEvery = 1000000
}
foreach ($name in 'BatchSize', 'LatentSize', 'Lambda', 'LearningRate', 'Beta1', 'Beta2', 'CriticSteps', 'Seed', 'Device', 'ThreadCount') { $training[$name] = $work.$name }

$losses, $last = [Collections.Generic.List[double[]]]::new(), 0
$watch = [Diagnostics.Stopwatch]::new()
Start-WganTraining @training | ForEach-Object {
    if ($_.Iteration -eq $work.Warmup) { $watch.Start() }
    if ($_.Iteration -eq $work.Warmup + $work.Iterations) { $seconds = $watch.Elapsed.TotalSeconds }
    if ($_.Iteration -le 2) { $losses.Add(@($_.CriticLoss, $_.GeneratorLoss)) }
}
[Console]::Out.WriteLine((@{ losses = $losses; seconds = $seconds; peakMiB = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB } | ConvertTo-Json -Depth 4 -Compress))
