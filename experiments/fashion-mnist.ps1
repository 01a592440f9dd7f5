#requires -Version 7.4
<#
.SYNOPSIS
    Trains WGAN-GP on the 70,000 images of Fashion-MNIST: CSV, charts and a grid of samples at fixed noise.
.DESCRIPTION
    The convolutional pair and the settings of WGAN-GP's MNIST code (Gulrajani et al. 2017, arXiv 1704.00028, gan_mnist.py). The
    images are Debian's package dataset-fashion-mnist (apt-get install dataset-fashion-mnist), or lie in -Path. Garments can be told
    apart after about 1,000 iterations; two processor cores do a few iterations a second.
.EXAMPLE
    ./experiments/fashion-mnist.ps1
.EXAMPLE
    ./experiments/fashion-mnist.ps1 -Iterations 50000 -Device cuda -Seed 2 -OutputDirectory ./fashion
#>
[CmdletBinding()]
param (
    # A folder with the four IDX files; by default they are looked for in the usual places.
    [string] $Path,

    [long] $Iterations = 2000,

    [ValidateSet('dcgan', 'mlp')]
    [string] $Architecture = 'dcgan',

    [long] $Seed = 1,

    [string] $Device = 'cpu',

    # Default: the next free number of runs/FashionMnist-wgan-gp-001.
    [string] $OutputDirectory,

    # Replace the run that is in -OutputDirectory.
    [switch] $Force
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')

$images = $Path ? (Get-WganDataset FashionMnist -Path $Path) : (Get-WganDataset FashionMnist)
"$($images.Count) images of $($images.SampleShape -join ' x ') from $($images.Source)"

$training = @{
    Dataset      = $images
    Preset       = 'wgan-gp-mnist'
    Architecture = $Architecture
    Iterations   = $Iterations
    Seed         = $Seed
    Device       = $Device
    LogEvery     = 10
}
if ($Architecture -eq 'mlp') { $training.HiddenSize = 512 }
if ($OutputDirectory) { $training.OutputDirectory = $OutputDirectory; $training.Force = $Force }

# Every record goes to metrics.csv; one in 10 is shown while the training goes on.
$last = $null
Start-WganTraining @training | ForEach-Object {
    $last = $_
    if ($_.Iteration % 100 -eq 0) { $_ }
} | Out-Host

"Metrics:  $(Join-Path $last.Path metrics.csv)"
"Charts:   $(Join-Path $last.Path charts)"
"Samples:  $(Join-Path $last.Path samples)"
