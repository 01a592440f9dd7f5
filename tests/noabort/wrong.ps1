# Makes calls that are wrong by their kind: each must end in an error. Needs calls.ps1.

# Arguments that fit an overload, but for the one that $replace says.
function Get-FittingArgument($parameters, [scriptblock] $replace, $random) {
    $arguments = foreach ($parameter in $parameters) {
        $wrong = & $replace $parameter
        if ($wrong) { $wrong; continue }
        $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
        $list = $byType[$short[$type.Name] ?? $type.Name]
        if ($list) { Get-Any $list.Where({ $_ -ne '$gone' }) $random } elseif ($parameter.HasDefaultValue) { '$null' } else { Get-Argument $random }
    }
    $arguments -join ', '
}

# The targets that have an overload with a parameter of that kind, each with its overload.
function Get-TargetWith($targets, [scriptblock] $kind) {
    foreach ($target in $targets) {
        foreach ($overload in $target.Overloads) { if (@($overload).Where($kind)) { @{ Text = $target.Text; Parameters = @($overload) } } }
    }
}

$tensorParameter = { $_.ParameterType.Name -eq 'Tensor' -and -not $_.HasDefaultValue }
$dimParameter = { $_.Name -in 'dim', 'dimension', 'axis' -and $_.ParameterType.Name -in 'Int64', 'Int32' }
$factories = 'zeros', 'ones', 'empty', 'rand', 'randn'
$integers = 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'
$pairs = 'add', 'sub', 'mul', 'div', 'pow', 'fmod', 'remainder', 'atan2', 'maximum', 'minimum', 'hypot', 'gt', 'ge', 'lt', 'le', 'eq', 'ne', 'logical_and', 'logical_or', 'matmul', 'mm', 'mv', 'bmm', 'dot', 'outer', 'lerp'
$mismatched = ('$f3', '$m22'), ('$m23', '$m22'), ('$image', '$m23'), ('$none', '$m23'), ('$d3', '$m22')
$smooth = 'exp', 'sin', 'cos', 'tanh', 'sigmoid', 'square', 'sqrt', 'abs', 'log', 'relu', 'softplus', 'erf', 'atan', 'sinh', 'cosh', 'expm1', 'log1p', 'reciprocal', 'rsqrt', 'silu'
$sizes = '([double]::NaN)', '([double]::PositiveInfinity)', '-1', '@(-1, 2)', '@(2, -7)', '4611686018427387904', '@(4611686018427387904, 8)', '@(0.5, 1)', "'abc'", '@([double]::NaN)', "@(1, 'a')", '@(, @(1, 2))', '1e30'
$layers = 'Conv1d(2, 1, 3)', 'Conv2d(2, 1, 3)', 'Conv3d(2, 1, 3)', 'ConvTranspose2d(2, 1, 3)', 'Linear(5, 2)', 'BatchNorm2d(3)', 'LayerNorm(@(, 5))', 'GroupNorm(2, 4)', 'Bilinear(2, 3, 1)', 'MaxPool3d(2)', 'LSTM(5, 2)', 'Embedding(3, 2)'

function New-WrongCall($targets, $random) {
    if (-not $script:withTensor) {
        $script:withTensor = @(Get-TargetWith $targets.Functions.Where({ $_.Text -notmatch '::(is_|typename|Parameter$|jit)' }) $tensorParameter)
        $script:withDim = @(Get-TargetWith $targets.Methods $dimParameter)
        $script:withDevice = @($targets.Commands.Where({ $_.Parameters.ContainsKey('Device') }).Name)
    }
    switch ($random.Next(16)) {
        { $_ -lt 3 } {
            $target = Get-Any $targets.Methods $random
            return "(`$gone)$($target.Text)($(if ($target.Overloads) { Get-FittingArgument (Get-Any $target.Overloads $random) { } $random }))"
        }
        { $_ -lt 5 } { $target = Get-Any $script:withTensor $random; return "$($target.Text)($(Get-FittingArgument $target.Parameters { if ($args[0].ParameterType.Name -eq 'Tensor') { '$gone' } } $random))" }
        5 { $target = Get-Any $script:withTensor $random; return "$($target.Text)($(Get-FittingArgument $target.Parameters { if ($args[0].ParameterType.Name -eq 'Tensor') { '$null' } } $random))" }
        { $_ -lt 8 } {
            $target = Get-Any $script:withDim $random
            return "($(Get-Any ('$f3', '$m23', '$image', '$b3', '$i3') $random))$($target.Text)($(Get-FittingArgument $target.Parameters { if ($args[0].Name -in 'dim', 'dimension', 'axis') { Get-Any ('7', '-7', '9223372036854775807') $random } } $random))"
        }
        8 { $pair = Get-Any $mismatched $random; $name = Get-Any $pairs $random; return (Get-Any ("$($pair[0]).$name($($pair[1]))", "[torch]::$name($($pair[0]), $($pair[1]))") $random) }
        9 { $pair = Get-Any $mismatched $random; return "($($pair[0])) $(Get-Any ('+', '-', '*', '/', '%') $random) ($(Get-Any ($pair[1], '$null', "'abc'", '$gone', '@(1, 2)', '{ 1 }') $random))" }
        10 { return (Get-Any ("[torch]::$(Get-Any $factories $random)($(Get-Any $sizes $random))", "New-Tensor -$(Get-Any ('Zeros', 'Ones', 'Rand', 'RandN') $random) -Shape ($(Get-Any $sizes.Where({ $_ -ne '@(0.5, 1)' }) $random))", "`$f3.reshape($(Get-Any $sizes.Where({ $_ -ne '-1' }) $random))") $random) }
        11 {
            return (Get-Any ("[torch]::$(Get-Any $factories $random)(@(2, 3), @{ dtype = '$(Get-Any $integers $random)'; requires_grad = `$true })", "New-Tensor 1, 0 -DType $(Get-Any $integers $random) -RequiresGrad",
                "New-Tensor -$(Get-Any ('Zeros', 'Ones') $random) -Shape 2 -DType $(Get-Any $integers $random) -RequiresGrad", "$(Get-Any ('$i3', '$u3', '$b3') $random).requires_grad_()", "$(Get-Any ('$i3', '$u3', '$b3') $random).requires_grad = `$true") $random)
        }
        12 {
            return (Get-Any ("[torch]::$(Get-Any $factories $random)(@(2, 3), @{ device = 'cuda:7' })", "$(Get-Any $script:withDevice $random) -Device cuda:7", "New-Tensor 1 -Device $(Get-Any ('cuda:7', 'abc', "'cpu:'", 'cuda:-1', "''") $random)",
                "$(Get-Any $tensors.Where({ $_ -ne '$gone' }) $random).$(Get-Any ("to('cuda:7')", "to('nowhere')", 'cuda()', "to('cuda')") $random)", "`$linear.to('cuda:7')") $random)
        }
        13 {
            $again = Get-Any ('Invoke-Backward $q', '$q.backward()', 'Invoke-AutogradGrad $q $g3') $random
            return "`$q = (`$g3 * `$g3).$(Get-Any $smooth $random)().sum(); Invoke-Backward `$q; $again"
        }
        14 { return "[torch.nn]::$(Get-Any $layers $random).forward($(Get-Any ('$f3', '$i3', '$s', '$none', '$none3', '$c3', '$b3', '$gone', '$null') $random))" }
        default {
            return (Get-Any ("Invoke-AutogradGrad $(Get-Any ('$f3', '$i3', '$b3', '$gone', '$freed', '$y', '$wide') $random) $(Get-Any ('$f3', '$i3', '$gone', '$d3', '$s') $random)", "Invoke-Backward $(Get-Any ('$f3', '$i3', '$gone', '$freed', '$y', '$wide') $random)",
                "Invoke-AutogradGrad `$y `$g3 -GradOutputs ($(Get-Any ('$m23', '$s', '$i3', '$gone', '$f3, $f3', '$none', '$null', '1', "'abc'") $random))", "Measure-GradientPenalty `$linear $(Get-Any $tensors $random) $(Get-Any ('$gone', '$f3', '$image', '$i3', '$none', '$s') $random)",
                "Test-Gradient { `$args[0] } $(Get-Any ('$i3', '$gone', '$f3', '$none') $random)", "$(Get-Any ('Get-Jacobian', 'Get-Hessian') $random) { $(Get-Any ("throw 'ItsOwnError'", '$null', '1', "'a'", '$gone') $random) } `$g3", "`$f3[$(Get-Any ('7', '-7', '0, 0', '9223372036854775807') $random)].item()") $random)
        }
    }
}
