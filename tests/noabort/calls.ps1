# Makes calls that a user could type and that are wrong most of the time.

# What may stand for an argument. Sizes are small or beyond everything: a size in between would really be allocated.
$tensors = '$f3', '$m23', '$m22', '$m31', '$image', '$s', '$none', '$none3', '$i3', '$u3', '$b3', '$c3', '$h3', '$d3', '$nan', '$gone', '$g3', '$y', '$freed', '$wide'
$numbers = '0', '1', '-1', '2', '3', '7', '-7', '0.5', '-0.5', '9223372036854775807', '-9223372036854775808', '1e30', '([double]::NaN)', '([double]::NegativeInfinity)', '[byte]200', '[decimal]1.5'
$others = '$null', '$true', "''", "'abc'", "'float32'", "'int64'", "'complex64'", "'cuda'", "'cuda:7'", "'cpu'", '@()', '@(0)', '@(1, 2)', '@(-1, -1)', '@(7, -7)',
    '@(0, 0, 0, 0, 0, 0, 0, 0, 0)', "@(1, 'a')", '@($f3, $null)', '@($f3, $m23)', '@(, $gone)', '@(, @(1, 2))', '@((1, 2), (3))', '$self', '$cycle', '@{ dim = 9 }', '@{ nosuch = 1 }',
    "@{ keepdim = 'x' }", '@{ dtype = 5 }', '@{ 1 = 2 }', '{ 1 }', "{ throw 'ItsOwnError' }", '[psobject]$f3', '$linear', '$adam', '$generator', '[datetime]::MinValue', '[torch.dtype]::Int64', '[torch.Tensor]', '[version]"1.0"'

# Names that change the process for the calls behind them, wait for input, or start work that takes its time.
$left = '^(set_default_.*|set_grad_enabled|(no|enable)_grad|inference_mode|NewDisposeScope|set_printoptions|set_num_threads|use_deterministic_algorithms|print|jstr|cstr|npstr|save|export|hub|InitializeDeviceType|TryInitializeDeviceType)$'
$leftCommands = '^(Start|Submit|Stop|Receive|Export|Install)-|-Wgan(Run|Setup|Resume|Report|Sample)$|-Experiment'

# What a parameter of a type may be given, when it is to get past the choice of the overload.
$byType = @{
    Tensor = $tensors; Int64 = '0', '1', '-1', '2', '3', '7', '-7', '9223372036854775807', '-9223372036854775808'; Boolean = '$true', '$false'
    Double = '0', '1', '-1', '0.5', '1e30', '([double]::NaN)', '([double]::NegativeInfinity)'; ScalarType = "'float32'", "'float64'", "'int64'", "'bool'", "'complex64'", "'uint8'", "'bfloat16'"
    'Int64[]' = '@()', '@(0)', '@(1)', '@(-1)', '@(1, 2)', '@(2, 3)', '@(3, 3)', '@(0, 0)', '@(-1, -1)', '@(7, -7)', '@(1, 2, 3)', '@(2, 2, 2, 2)', '@(0, 0, 0, 0, 0, 0, 0, 0, 0)', '@(9223372036854775807, 2)'
    'Tensor[]' = '@()', '@($f3)', '@($f3, $f3)', '@($f3, $m23)', '@($m22, $m22)', '@($f3, $i3)', '@($gone, $f3)', '@($none, $none)', '@($c3, $d3)', '@($image, $image)'
    'Double[]' = '@(0.5, 1)', '@()', '@([double]::NaN)'; String = "'abc'", "''", "'sum'", "'ij,jk->ik'", "'none'"; Device = "'cpu'", "'cuda:7'"; Generator = @('$generator')
    Module = '$linear', '$convolution'; Parameter = '$g3', '$f3', '$i3', '$gone'; 'Parameter[]' = '$linear.parameters()', '@(, $g3)', '@()'
}
$short = @{ Int32 = 'Int64'; UInt64 = 'Int64'; UInt32 = 'Int64'; Int16 = 'Int64'; Byte = 'Int64'; Single = 'Double'; Scalar = 'Double'; 'Int32[]' = 'Int64[]'; Size = 'Int64[]'; 'Module`2' = 'Module'; 'IModule`2' = 'Module' }

function Get-TypedArgument([type] $type, $random) {
    $plain = [Nullable]::GetUnderlyingType($type) ?? $type
    $name = if ($plain.IsGenericType -and $plain.IsInterface -and $plain.GetGenericArguments().Count -eq 1) { "$($plain.GetGenericArguments()[0].Name)[]" } else { $plain.Name }
    $name = $short[$name] ?? $name
    if ($plain.IsEnum -and $name -ne 'ScalarType') { return "'$(Get-Any ([enum]::GetNames($plain)) $random)'" }
    if ($byType.ContainsKey($name) -and $random.Next(15)) { Get-Any $byType[$name] $random } else { Get-Argument $random }
}

# Each target: the text before the arguments, and the overloads behind it.
function Get-CallTarget {
    $torchSharp = [torch.Tensor].Assembly
    $targets = {
        param($facade, $text, $behind, $binding)
        $overloads = @{}
        foreach ($method in $torchSharp.GetType($behind).GetMethods($binding)) { $overloads[$method.Name] = @($overloads[$method.Name]; , $method.GetParameters().ParameterType) }
        ($facade -as [type]).GetMethods([Reflection.BindingFlags]'Public, Static, DeclaredOnly').Where({ -not $_.IsSpecialName -and $_.Name -notmatch $left }).Name |
            Sort-Object -Unique | ForEach-Object { @{ Text = "$text$_"; Overloads = $overloads[$_] } }
    }
    $static, $instance = [Reflection.BindingFlags]'Public, Static', [Reflection.BindingFlags]'Public, Instance'
    @{
        Methods    = @(& $targets AutogradPS.TensorMethods '.' 'TorchSharp.torch+Tensor' $instance)
        Functions  = @(foreach ($name in 'torch', 'torch.nn.functional', 'torch.nn', 'torch.nn.init', 'torch.nn.utils', 'torch.optim', 'torch.linalg', 'torch.special', 'torch.fft', 'torch.cuda') {
            & $targets $name "[$name]::" "TorchSharp.$($name -replace '^torch\.', 'torch+' -replace '(?<=\+\w+)\.', '+')" $static
        })
        Modules    = @(foreach ($module in '$linear.', '$convolution.') { & $targets AutogradPS.ModuleMethods $module 'TorchSharp.torch+nn+Module' $instance })
        Others     = @(& $targets AutogradPS.OptimizerMethods '$adam.' 'TorchSharp.torch+optim+Optimizer' $instance; & $targets AutogradPS.GeneratorMethods '$generator.' 'TorchSharp.torch+Generator' $instance)
        Commands   = @((Get-Command -Module AutogradPS -CommandType Cmdlet).Where({ $_.Name -notmatch $leftCommands }))
        Properties = @([torch.Tensor].GetProperties().Where({ -not $_.GetIndexParameters() -and $_.Name -ne 'TensorItems' }).Name | Sort-Object -Unique)
    }
}

function Get-Any($list, $random) { $list[$random.Next($list.Count)] }

function Get-Argument($random) {
    switch ($random.Next(10)) {
        { $_ -lt 4 } { return Get-Any $tensors $random }
        { $_ -lt 7 } { return Get-Any $numbers $random }
        default { return Get-Any $others $random }
    }
}

# Three times of four with arguments of the right kinds and wrong values, otherwise anything.
function New-BadTarget($target, $random) {
    if ($target.Overloads -and $random.Next(4)) {
        $types = @(Get-Any $target.Overloads $random)
        $count = [math]::Min($types.Count, 5) - $random.Next(2)
        $arguments = foreach ($type in $types[0..($count - 1)]) { if ($count -gt 0 -and $type) { Get-TypedArgument $type $random } }
    }
    else {
        $count = (0, 1, 1, 1, 2, 2, 2, 3, 3, 4)[$random.Next(10)]
        $arguments = foreach ($at in 1..4) { if ($at -le $count) { Get-Argument $random } }
    }
    "$($target.Text)($($arguments -join ', '))"
}

function New-BadCall($targets, $random) {
    switch ($random.Next(20)) {
        { $_ -lt 6 } { return "($(Get-Any $tensors $random))$(New-BadTarget (Get-Any $targets.Methods $random) $random)" }
        { $_ -lt 12 } { return New-BadTarget (Get-Any $targets.Functions $random) $random }
        12 { return New-BadTarget (Get-Any $targets.Modules $random) $random }
        13 { return New-BadTarget (Get-Any $targets.Others $random) $random }
        { $_ -lt 18 } { return New-BadCommand (Get-Any $targets.Commands $random) $random }
        18 { return New-BadExpression $targets $random }
        default { return "($(Get-Any $tensors $random)) $(Get-Any ('+', '-', '*', '/') $random) ($(Get-Argument $random))" }
    }
}

function New-BadCommand($command, $random) {
    $parameters = @($command.Parameters.Values.Where({ $_.Name -notin [Management.Automation.PSCmdlet]::CommonParameters -and $_.Name -notin 'WhatIf', 'Confirm', 'OutputPath', 'AsJob' }))
    $chosen = if ($parameters) { 1..(1 + $random.Next(4)) | ForEach-Object { Get-Any $parameters $random } | Sort-Object Name -Unique }
    $text = foreach ($parameter in $chosen) {
        if ($parameter.ParameterType -eq [switch]) { "-$($parameter.Name)"; continue }
        # PowerShell itself overflows its stack where an array that holds itself is bound to an enum, whosever the command is.
        $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
        do { $argument = Get-Argument $random } while ($type.IsEnum -and $argument -in '$self', '$cycle')
        "-$($parameter.Name) ($argument)"
    }
    $line = "$($command.Name) $($text -join ' ')"
    if ($random.Next(4) -eq 0) { "($(Get-Argument $random)) | $line" } else { $line }
}

function Get-Index($random) { do { $index = Get-Argument $random } until ($index -ne '@($f3, $null)'); $index }

function New-BadExpression($targets, $random) {
    $tensor = Get-Any $tensors $random
    # TorchSharp's indexer, which no module can stand in for, reads memory at 0 for a $null within a list: not tried.
    switch ($random.Next(6)) {
        0 { return "$tensor[$(Get-Argument $random)]" }
        1 { return "$tensor[$(Get-Index $random), $(Get-Index $random)]" }
        2 { return "$tensor[$(Get-Index $random)] = $(Get-Argument $random)" }
        3 { return "[$(Get-Any ('int', 'long', 'double', 'byte', 'bool', 'string', 'datetime', 'char', 'int[]') $random)]$tensor" }
        4 { return "$tensor.$(Get-Any $targets.Properties $random)" }
        default { return "$tensor.$(Get-Any ('requires_grad', 'grad', 'name', 'RequiresGrad') $random) = $(Get-Argument $random)" }
    }
}

# The ids that a script may rely on. TorchOperationFailed stands for libtorch's own messages.
$known = Get-Content (Join-Path $PSScriptRoot error-ids.txt) | Where-Object { $_ -and -not $_.StartsWith('#') }
function Test-ErrorId([string] $id) { $id -cin $known }
