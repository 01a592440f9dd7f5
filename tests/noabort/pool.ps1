# The variables that bad calls take their arguments from; made anew every few calls, since some calls change theirs.
$f3 = New-Tensor 1.5, -2, 3
$m23 = New-Tensor ((1, 2, 3), (4, 5, 6))
$m22 = New-Tensor ((2, 0), (1, 3))
$m31 = New-Tensor ((1), (2), (3))
$image = New-Tensor -Ones -Shape 1, 2, 4, 4
$s = New-Tensor 2.5
$none = New-Tensor -Zeros -Shape 0
$none3 = New-Tensor -Zeros -Shape 2, 0, 3
$i3 = New-Tensor 3, 1, 2 -DType int64
$u3 = New-Tensor 3, 1, 2 -DType uint8
$b3 = New-Tensor $true, $false, $true -DType bool
$c3 = New-Tensor 1, 2, 3 -DType complex64
$h3 = New-Tensor 1, 2, 3 -DType float16
$d3 = New-Tensor 1, 2, 3 -DType float64
$nan = New-Tensor ([double]::NaN), ([double]::PositiveInfinity), 0
$gone = New-Tensor 1
Remove-Tensor $gone
$g3 = New-Tensor 1, 2, 3 -RequiresGrad
$y = $g3 * $g3
$freed = ($g3 * $g3).sum()
Invoke-Backward $freed
$wide = $s.expand(3, 2)
$linear = [torch.nn]::Linear(3, 2)
$convolution = [torch.nn]::Conv2d(2, 1, 3)
$adam = [torch.optim]::Adam($linear.parameters(), 0.1)
$generator = [torch]::manual_seed(1)
$self = @(1, 2)
$self[0] = $self
$cycle = @{}
$cycle.dim = $cycle
