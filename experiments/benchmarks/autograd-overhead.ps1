#requires -Version 7.4
<#
.SYNOPSIS
    What Invoke-AutogradGrad costs over the raw call, per call in a tight script loop.
.DESCRIPTION
    Three loops over the same graph, y = sum(x * x) with x of 3 elements, whose graph is kept: an empty loop, TorchSharp's
    torch.autograd.grad called directly, and Invoke-AutogradGrad. Each is timed in rounds that take turns, and the best
    round counts, so that other work on the machine disturbs least. The overhead is the cmdlet's time less the raw call's.
    The aim is under 60 us a call.
.PARAMETER Count
    Calls in a round.
.PARAMETER Rounds
    Rounds of each loop.
.EXAMPLE
    pwsh experiments/benchmarks/autograd-overhead.ps1
#>
[CmdletBinding()]
param (
    [ValidateRange(1, 1000000)]
    [int] $Count = 500,

    [ValidateRange(1, 1000)]
    [int] $Rounds = 60
)

$ErrorActionPreference = 'Stop'
Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', '..', 'artifacts', 'module', 'AutogradPS', 'AutogradPS.psd1'))

$x = New-Tensor 1, 2, 3 -RequiresGrad
$y = ($x * $x).sum()
$outputs = [torch.Tensor[]] @($y)
$inputs = [torch.Tensor[]] @($x)
$autograd = [torch.Tensor].Assembly.GetType('TorchSharp.torch+autograd')

$loops = [ordered]@{
    Empty  = { foreach ($i in 1..$Count) { $null = $i } }
    Raw    = { foreach ($i in 1..$Count) { $g = $autograd::grad($outputs, $inputs, $null, $true); $g[0].Dispose() } }
    Cmdlet = { foreach ($i in 1..$Count) { $g = Invoke-AutogradGrad $y $x -RetainGraph; $g.Dispose() } }
}
$best = @{}
foreach ($round in 1..$Rounds) {
    foreach ($name in $loops.Keys) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        . $loops[$name]
        $microseconds = $watch.Elapsed.TotalMilliseconds * 1000 / $Count
        if ($null -eq $best[$name] -or $microseconds -lt $best[$name]) { $best[$name] = $microseconds }
    }
}

[pscustomobject]@{
    RawMicroseconds      = [Math]::Round($best.Raw - $best.Empty, 1)
    CmdletMicroseconds   = [Math]::Round($best.Cmdlet - $best.Empty, 1)
    OverheadMicroseconds = [Math]::Round($best.Cmdlet - $best.Raw, 1)
    AimMicroseconds      = 60
    Calls                = $Count * $Rounds
}
