#requires -Version 7.4
<#
.SYNOPSIS
    Iterations a second of Start-WganTraining, of a plain TorchSharp loop and of PyTorch, on the same work in one run.
.DESCRIPTION
    Every peer is a process of its own, and they take turns (A B C A B C), each with as many threads. All start from the same data, weights and
    random numbers; before anything is timed, the losses of the first two iterations must agree to 1e-4 of the largest, so that nobody compares
    different work (from the third on, Adam has blown up rounding beyond that, between PyTorch and a plain TorchSharp loop too). Ours runs with
    a record, a CSV row and progress every iteration. An iteration is five critic steps and a generator step.

    PyTorch takes part where python3 has torch (Debian: python3-torch with libopenblas0-openmp). OpenBLAS 0.3.21 takes new processors for an ancient
    one, so OPENBLAS_CORETYPE is set to what this processor has. With -Compile, and on a GPU, PyTorch takes part twice: eager, and with torch.compile
    where it has that (2.0 or later). On a GPU the warm-up is what torch.compile and the caches of memory need.

    Writes training.csv (every round), summary.csv (medians and ratios), training.svg and machine.txt.
.PARAMETER Workload
    What is measured: toy, mlp, dcgan, resnet (training/workloads.psd1).
.PARAMETER Rounds
    How often the peers take turns.
.PARAMETER Scale
    Multiplies the iterations of every round.
.PARAMETER Device
    Where everything is computed: cpu, or cuda where a build for it and a PyTorch with CUDA are there (README).
.PARAMETER Compile
    Lets PyTorch take part with torch.compile on the CPU too.
.PARAMETER PythonPath
    The python3 whose PyTorch takes part. Default: the first one that has torch.
.PARAMETER Preload
    A library for every peer's LD_PRELOAD, such as libtcmalloc_minimal.so.4.
.PARAMETER OutputDirectory
    Where the results go; what is there is replaced.
.EXAMPLE
    ./build.ps1 bench
.EXAMPLE
    ./experiments/benchmarks/training.ps1 -Workload mlp -Rounds 9 -ThreadCount 1
.EXAMPLE
    ./experiments/benchmarks/training.ps1 -Device cuda
#>
[CmdletBinding()]
param (
    [ValidateSet('toy', 'mlp', 'dcgan', 'resnet')]
    [string[]] $Workload = @('toy', 'mlp', 'dcgan', 'resnet'),

    [ValidateRange(1, 1000)]
    [int] $Rounds = 5,

    [ValidateRange(0.01, 100)]
    [double] $Scale = 1,

    [ValidateRange(1, 1024)]
    [int] $ThreadCount = [Environment]::ProcessorCount,

    [ValidatePattern('^(cpu|cuda(:\d+)?)$')]
    [string] $Device = 'cpu',

    [switch] $Compile,

    [string] $PythonPath,

    [string] $Preload,

    [string] $OutputDirectory = [IO.Path]::Combine($PSScriptRoot, '../../artifacts/benchmarks/training')
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'Common.ps1'))
Import-Module $module
$works = Import-PowerShellDataFile ([IO.Path]::Combine($PSScriptRoot, 'training/workloads.psd1'))
$plainLoop = Get-PlainLoop
$null = New-Item $OutputDirectory -ItemType Directory -Force

# A peer's last line is its result.
$peers = [ordered]@{
    AutogradPS = { param ($folder) & $shell -NoProfile -NonInteractive -File ([IO.Path]::Combine($PSScriptRoot, 'training/ours.ps1')) -Folder $folder }
    TorchSharp = { param ($folder) & dotnet $plainLoop run $folder }
}
$pythonLoop = [IO.Path]::Combine($PSScriptRoot, 'training/pytorch_loop.py')
$python = $PythonPath ? (Get-Command $PythonPath) : (Get-PyTorch)
if ($python) {
    $peers.PyTorch = { param ($folder) & $python.Source $pythonLoop $folder }
    if ($Compile -or $Device -ne 'cpu') {
        & $python.Source -c 'import torch; torch.compile' 2>$null
        if ($LASTEXITCODE -eq 0) { $peers.PyTorchCompiled = { param ($folder) & $python.Source $pythonLoop $folder --compile } }
        else { Write-Warning 'torch.compile does not take part: it needs PyTorch 2.0 or later.' }
    }
}
else { Write-Warning 'PyTorch does not take part: no python3 here has torch (Debian: apt-get install python3-torch libopenblas0-openmp).' }

$blas = if ($python) { Get-PyTorchBlas $python.Source }
if ($blas -match 'libblas|openblas-pthread') { Write-Warning "PyTorch is not at its best with $blas (Debian: apt-get install libopenblas0-openmp)." }
if ($processor -match '\b(avx512f|avx2)\b') { $env:OPENBLAS_CORETYPE = $processor -match '\bavx512f\b' ? 'SKYLAKEX' : 'HASWELL' }

function Invoke-Peer([string] $Name, [string] $Folder) {
    $before = $env:LD_PRELOAD
    try {
        if ($Preload) { $env:LD_PRELOAD = $Preload }
        $line = & $peers[$Name] $Folder | Select-Object -Last 1
    }
    finally { $env:LD_PRELOAD = $before }
    if ($LASTEXITCODE -ne 0) { throw "$Name failed with exit code $LASTEXITCODE." }
    $line | ConvertFrom-Json
}

# The largest difference of two peers' first losses, as a share of the largest loss.
function Measure-Difference($Left, $Right) {
    $differences = foreach ($i in 0, 1) { foreach ($j in 0, 1) { [Math]::Abs($Left.losses[$i][$j] - $Right.losses[$i][$j]) } }
    $sizes = foreach ($i in 0, 1) { foreach ($j in 0, 1) { [Math]::Abs($Right.losses[$i][$j]) } }
    ($differences | Measure-Object -Maximum).Maximum / ($sizes | Measure-Object -Maximum).Maximum
}

$rows, $summary = [Collections.Generic.List[object]]::new(), [Collections.Generic.List[object]]::new()
foreach ($name in $Workload) {
    $folder = Join-Path $OutputDirectory $name
    $null = New-Item $folder -ItemType Directory -Force
    $work = $works[$name] + @{ Name = $name; LearningRate = 1e-4; Beta2 = 0.9; CriticSteps = 5; Seed = 1; Device = $Device; ThreadCount = $ThreadCount }
    $work.Iterations = [int][Math]::Max(1, [Math]::Round($work.Iterations * $Scale))
    $timed, $iterations, $work.Warmup, $work.Iterations = $work.Warmup, $work.Iterations, 1, 1
    $work | ConvertTo-Json | Set-Content (Join-Path $folder workload.json)
    & dotnet $plainLoop prepare $folder
    if ($LASTEXITCODE -ne 0) { throw "The work '$name' could not be prepared." }

    $first = @{}
    foreach ($peer in $peers.Keys) { $first[$peer] = Invoke-Peer $peer $folder }
    foreach ($peer in $peers.Keys) {
        $difference = Measure-Difference $first.AutogradPS $first[$peer]
        if ($difference -gt 1e-4) { throw "$peer does other work than AutogradPS on '$name': its first losses differ by $difference of the largest." }
        if ($peer -ne 'AutogradPS') { Write-Host ('{0}: the losses of AutogradPS and {1} agree to {2:0.0e+00} of the largest over 2 iterations' -f $name, $peer, $difference) }
    }

    $work.Warmup, $work.Iterations = $timed, $iterations
    $work | ConvertTo-Json | Set-Content (Join-Path $folder workload.json)
    foreach ($round in 1..$Rounds) {
        foreach ($peer in $peers.Keys) {
            $result = Invoke-Peer $peer $folder
            $rows.Add([pscustomobject]@{
                    Workload = $name; Round = $round; Peer = $peer; Seconds = [Math]::Round($result.seconds, 4)
                    IterationsPerSecond = [Math]::Round($iterations / $result.seconds, 3); PeakMiB = [Math]::Round($result.peakMiB, 1)
                })
        }
    }
    foreach ($peer in $peers.Keys) {
        $own = @($rows | Where-Object { $_.Workload -eq $name -and $_.Peer -eq $peer })
        # One ratio a round: peers of a round ran side by side in time.
        $ratios = @(foreach ($row in $own) {
                $ours = $rows | Where-Object { $_.Workload -eq $name -and $_.Peer -eq 'AutogradPS' -and $_.Round -eq $row.Round }
                $ours.IterationsPerSecond / $row.IterationsPerSecond
            }) | Sort-Object
        $summary.Add([pscustomobject]@{
                Workload = $name; Peer = $peer
                IterationsPerSecond = [Math]::Round((Get-Median $own.IterationsPerSecond), 2)
                OursIsFaster = [Math]::Round((Get-Median $ratios), 2)
                LowestRatio = [Math]::Round($ratios[0], 2); HighestRatio = [Math]::Round($ratios[-1], 2)
                PeakMiB = [Math]::Round((Get-Median $own.PeakMiB), 0)
            })
    }
    $summary | Where-Object Workload -EQ $name | Format-Table Workload, Peer, IterationsPerSecond, OursIsFaster, LowestRatio, HighestRatio, PeakMiB | Out-Host
}

$rows | Export-MetricCsv (Join-Path $OutputDirectory training.csv) -Force
$summary | Export-MetricCsv (Join-Path $OutputDirectory summary.csv) -Force
# A panel a work, a line a peer.
$rows | Group-Object Round, Peer | ForEach-Object {
    $point = [ordered]@{ Round = $_.Group[0].Round; Peer = $_.Group[0].Peer }
    foreach ($row in $_.Group) { $point[$row.Workload] = $row.IterationsPerSecond }
    [pscustomobject]$point
} | Export-MetricChart (Join-Path $OutputDirectory training.svg) -X Round -GroupBy Peer -Metric $Workload -Title "Iterations a second, $($Device -eq 'cpu' ? "$ThreadCount threads" : $Device)" -Force
@(
    "date        $([DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm')) UTC"
    "system      $([Runtime.InteropServices.RuntimeInformation]::OSDescription), .NET $([Environment]::Version)"
    "processor   $processorName, $([Environment]::ProcessorCount) logical, $($processor -match '\bavx512f\b' ? 'with' : 'without') AVX-512"
    "threads     $ThreadCount a peer"
    "device      $Device$(if ($Device -ne 'cpu') { ": $(& nvidia-smi --query-gpu=name,driver_version --format=csv,noheader)" })"
    "allocator   $($Preload ? $Preload : 'the default')"
    if ($python) {
        "PyTorch     $(& $python.Source -c 'import torch; print(torch.__version__)'), BLAS $blas, OPENBLAS_CORETYPE $($env:OPENBLAS_CORETYPE)"
    }
) | Tee-Object (Join-Path $OutputDirectory machine.txt)
Write-Host "Results: $(Convert-Path $OutputDirectory)"
