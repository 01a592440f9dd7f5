#requires -Version 7.4
<#
.SYNOPSIS
    Trains WGAN-GP on a toy data set: CSV, charts and the critic's surface in about a minute. Needs no data.
.DESCRIPTION
    The toy figure of "Improved Training of Wasserstein GANs" (Gulrajani et al. 2017, arXiv 1704.00028) with networks of width 64
    instead of 512 and Adam at 1e-3 instead of 1e-4, so that two processor cores are enough: the generator finds all 8 modes
    within 1,000 iterations. -HiddenSize 512 -LearningRate 1e-4 -Iterations 100000 is the paper's setting.
.EXAMPLE
    ./experiments/toy-gaussians.ps1
.EXAMPLE
    ./experiments/toy-gaussians.ps1 -Dataset SwissRoll -Seed 7 -OutputDirectory ./swiss
#>
[CmdletBinding()]
param (
    [ValidateSet('8Gaussians', '25Gaussians', 'SwissRoll')]
    [string] $Dataset = '8Gaussians',

    [long] $Iterations = 2500,

    [int] $HiddenSize = 64,

    [double] $LearningRate = 1e-3,

    [long] $Seed = 1,

    # Default: the next free number of runs/<data set>-wgan-gp-001.
    [string] $OutputDirectory,

    # Replace the run that is in -OutputDirectory.
    [switch] $Force
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')

$training = @{
    Dataset      = $Dataset
    Preset       = 'wgan-gp-toy'
    Iterations   = $Iterations
    HiddenSize   = $HiddenSize
    LearningRate = $LearningRate
    Seed         = $Seed
    LogEvery     = 10
    SampleEvery  = 500
}
if ($OutputDirectory) { $training.OutputDirectory = $OutputDirectory; $training.Force = $Force }

# Every record goes to metrics.csv and into $records; one in 25 is shown while the training goes on.
$records = [Collections.Generic.List[object]]::new()
Start-WganTraining @training | ForEach-Object {
    $records.Add($_)
    if ($_.Iteration % 250 -eq 0) { $_ }
} | Out-Host

# The estimate of a batch is noisy: compare means over ten records.
$early = $records | Where-Object { $_.Iteration -gt 400 -and $_.Iteration -le 500 } | Measure-Object WassersteinEstimate -Average
$late = $records | Select-Object -Last 10 | Measure-Object WassersteinEstimate -Average
$run = $records[-1].Path
'Wasserstein estimate: {0:0.000} around iteration 500, {1:0.000} at the end.' -f $early.Average, $late.Average
"Metrics:  $(Join-Path $run metrics.csv)"
"Charts:   $(Join-Path $run charts)"
"Critic:   $(Join-Path $run samples ('iteration-{0:0000000}.png' -f $records[-1].Iteration))"
