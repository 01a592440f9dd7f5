#requires -Version 7.4
<#
.SYNOPSIS
    A WGAN-GP in a loop of one's own: 8 Gaussians, two small networks, the critic's and the generator's steps in script.
.DESCRIPTION
    What Start-WganTraining does for you, written out with New-Network, Measure-GradientPenalty, Invoke-Backward and Step-Optimizer.
    Writes one object every -LogEvery iterations: the estimate of the Wasserstein distance, the gradient norm between
    the samples (the penalty holds it near 1), and how many of the 8 modes get at least a twentieth of the samples.
.PARAMETER Iterations
    Steps of the generator; each comes after five of the critic.
.PARAMETER LogEvery
    Iterations from one object to the next.
.PARAMETER BatchSize
    Samples in a batch.
.PARAMETER Width
    Units of the hidden layers.
.PARAMETER Seed
    Seed of weights and noise.
.EXAMPLE
    ./experiments/custom-loop.ps1 | Format-Table
#>
[CmdletBinding()]
param (
    [ValidateRange(1, [int]::MaxValue)] [int] $Iterations = 1000,
    [ValidateRange(1, [int]::MaxValue)] [int] $LogEvery = 100,
    [ValidateRange(2, 65536)] [int] $BatchSize = 256,
    [ValidateRange(1, 4096)] [int] $Width = 64,
    [int] $Seed = 1
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module AutogradPS)) { Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') }

$null = [torch]::set_num_threads(1) # tensors this small are not worth a second thread
Set-TorchSeed $Seed
$data = Get-WganDataset 8Gaussians
$modes = New-Tensor (0..7 | ForEach-Object { , @([Math]::Cos($_ * [Math]::PI / 4), [Math]::Sin($_ * [Math]::PI / 4)) })
$critic = New-Network -Preset mlp-critic -HiddenSize $Width -Seed $Seed
$generator = New-Network -Preset mlp-generator -LatentSize 2 -HiddenSize $Width -Seed ($Seed + 1)
$criticOptimizer = New-Optimizer adam $critic -LearningRate 1e-3 -Beta1 0.5 -Beta2 0.9
$generatorOptimizer = New-Optimizer adam $generator -LearningRate 1e-3 -Beta1 0.5 -Beta2 0.9

foreach ($iteration in 1..$Iterations) {
    $scope = [torch]::NewDisposeScope() # frees the tensors of an iteration at its end
    foreach ($step in 1..5) {
        $real = $data.Sample($BatchSize, 5 * $iteration + $step)
        $fake = New-Tensor -RandN -Shape $BatchSize, 2 | Invoke-Network $generator -NoGrad
        $penalty = Measure-GradientPenalty $critic $real $fake -Lambda 0.1
        $distance = $critic.forward($real).mean() - $critic.forward($fake).mean()
        $penalty.Penalty - $distance | Invoke-Backward
        Step-Optimizer $criticOptimizer -ClearGradient
    }

    $samples = New-Tensor -RandN -Shape $BatchSize, 2 | Invoke-Network $generator
    -$critic.forward($samples).mean() | Invoke-Backward
    Step-Optimizer $generatorOptimizer -ClearGradient
    Clear-Gradient $critic

    if ($iteration % $LogEvery -eq 0) {
        $nearest = [torch]::cdist($samples.detach(), $modes * [Math]::Sqrt(2)).argmin(1) | ConvertFrom-Tensor | Group-Object -NoElement
        [pscustomobject]@{
            Iteration = $iteration; WassersteinEstimate = $distance.Value; GradientNormMean = $penalty.NormMean
            Modes = @($nearest | Where-Object Count -ge ($BatchSize / 20)).Count
        }
    }
    $scope.Dispose()
}
