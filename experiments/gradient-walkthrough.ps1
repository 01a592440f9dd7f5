#requires -Version 7.4
<#
.SYNOPSIS
    Walks through torch.autograd.grad as the gradient penalty uses it, one step at a time.
.DESCRIPTION
    requires_grad, .grad before and after backward, grad_fn, grad_outputs, retain_graph, create_graph and only_inputs, each shown by
    a few lines that print what they show. Reads top to bottom; needs no data.
.PARAMETER BatchSize
    Samples in the step about the penalty.
.PARAMETER Seed
    Seed of its random numbers.
.EXAMPLE
    ./experiments/gradient-walkthrough.ps1
#>
[CmdletBinding()]
param (
    [ValidateRange(1, 4096)]
    [int] $BatchSize = 4,

    [long] $Seed = 1
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
Set-TorchSeed $Seed

function Step([string] $Title) { Write-Host "`n== $Title" }
function Show([string] $Label, $Value) {
    $text = if ($null -eq $Value) { '$null' } elseif ($Value -is [torch.Tensor]) { $Value.tolist() -join ', ' } else { "$Value" }
    Write-Host ('   {0,-34} {1}' -f $Label, $text)
}
# Runs what must fail and shows how it does.
function Fail([string] $Label, [scriptblock] $Block) {
    try { & $Block; throw "$Label did not fail." }
    catch [System.Management.Automation.RuntimeException] {
        if ($_.FullyQualifiedErrorId -notlike '*,*') { throw }
        Show $Label ($_.FullyQualifiedErrorId -replace ',.*')
        Write-Host "      $($_.Exception.Message)"
    }
}

Step '1. Without requires_grad there is nothing to go back through'
$x = New-Tensor 3
Fail '($x * 2) | Invoke-Backward' { ($x * 2) | Invoke-Backward }

Step '2. .Grad is $null before backward, and the other factor after it'
$a = New-Tensor 3 -RequiresGrad
$b = New-Tensor 2 -RequiresGrad
$c = $a * $b
Show '$a.Grad before' $a.Grad
Show '$c.GradFn' $c.GradFn
$c | Invoke-Backward
Show '$a.Grad after (the value of $b)' $a.Grad
Show '$b.Grad after (the value of $a)' $b.Grad

Step '3. The gradient of a critic at points between real and generated samples'
$critic = [torch.nn]::Sequential([torch.nn]::Conv2d(1, 8, 5, 2), [torch.nn]::LeakyReLU(0.2), [torch.nn]::Flatten(), [torch.nn]::Linear(8 * 12 * 12, 1))
$real = New-Tensor -RandN -Shape $BatchSize, 1, 28, 28
$generated = New-Tensor -RandN -Shape $BatchSize, 1, 28, 28
$epsilon = New-Tensor -Rand -Shape $BatchSize, 1, 1, 1
$between = ($epsilon * $real + (1 - $epsilon) * $generated).requires_grad_()
$score = $critic.forward($between)
$ones = [torch]::ones_like($score)
$g = Invoke-AutogradGrad -Outputs $score -Inputs $between -GradOutputs $ones -RetainGraph -CreateGraph -OnlyInputs
Show 'shape of the gradient' "[$($g.Shape -join ', ')]"
Show 'its norms, one a sample' $g.flatten(1).norm(2, 1)

Step '4. Twos as grad_outputs give exactly twice the gradient'
$g2 = Invoke-AutogradGrad $score $between -GradOutputs ($ones * 2) -RetainGraph
Show 'equal to 2 * gradient' ([torch]::equal($g2, ($g * 2).detach()))

Step '5. create_graph makes the gradient part of a loss: the penalty trains the critic'
$penalty = ($g.flatten(1).norm(2, 1) - 1).pow(2).mean()
Show 'penalty' $penalty.item()
Show 'its grad_fn' $penalty.GradFn
$penalty | Invoke-Backward
foreach ($weight in $critic.parameters() | Where-Object { $_.ndim -gt 1 }) {
    Show "weight [$($weight.Shape -join ', ')] gets a gradient of" $weight.Grad.norm().item()
}

Step '6. Without retain_graph a second backward fails'
$y = $a * $b
$y | Invoke-Backward
Fail '$y | Invoke-Backward, again' { $y | Invoke-Backward }

Step '7. Without create_graph the gradient is a constant'
$h = Invoke-AutogradGrad ($a * $a) $a
Show 'requires grad' $h.RequiresGrad
Fail 'differentiating it' { Invoke-AutogradGrad $h $a }

Step '8. only_inputs: what False once meant'
$u = New-Tensor 3 -RequiresGrad
$w = New-Tensor 5 -RequiresGrad
Show 'gradient for $u' (Invoke-AutogradGrad ($u * $w) $u -OnlyInputs:$false)
Show '$w.Grad, another leaf' $w.Grad
Show '$u.Grad, left alone' $u.Grad
