# Makes calls that a user could type and that are wrong most of the time.

# What may stand for an argument. Sizes are small or beyond everything: a size in between would really be allocated.
$tensors = '$f3', '$m23', '$m22', '$m31', '$image', '$s', '$none', '$none3', '$i3', '$u3', '$b3', '$c3', '$h3', '$d3', '$nan', '$gone', '$g3', '$y', '$freed', '$wide'
$numbers = '0', '1', '-1', '2', '3', '7', '-7', '0.5', '-0.5', '9223372036854775807', '-9223372036854775808', '1e30', '([double]::NaN)', '([double]::NegativeInfinity)', '[byte]200', '[decimal]1.5'
$others = '$null', '$true', "''", "'abc'", "'float32'", "'int64'", "'complex64'", "'cuda'", "'cuda:7'", "'cpu'", '@()', '@(0)', '@(1, 2)', '@(-1, -1)', '@(7, -7)',
    '@(0, 0, 0, 0, 0, 0, 0, 0, 0)', "@(1, 'a')", '@($f3, $null)', '@($f3, $m23)', '@(, $gone)', '@(, @(1, 2))', '@((1, 2), (3))', '$self', '$cycle', '@{ dim = 9 }', '@{ nosuch = 1 }',
    "@{ keepdim = 'x' }", '@{ dtype = 5 }', '@{ 1 = 2 }', '{ 1 }', "{ throw 'ItsOwnError' }", '[psobject]$f3', '$linear', '$adam', '$generator', '[datetime]::MinValue', '[torch.dtype]::Int64', '[torch.Tensor]', '[version]"1.0"'

# Names that change the process for the calls behind them, wait for input, or start work that takes its time.
$left = '^(set_default_.*|set_grad_enabled|(no|enable)_grad|inference_mode|NewDisposeScope|set_printoptions|set_num_threads|use_deterministic_algorithms|print|jstr|cstr|npstr|save|export|hub|InitializeDeviceType|TryInitializeDeviceType)$'

# Commands that would take their time: what keeps them small, unless it is what is wrong. Those that start work elsewhere only say what they would do.
$small = @{}
$small['Start-WganTraining'] = $small['Test-WganSetup'] = '-Dataset 8Gaussians', '-Iterations 1', '-BatchSize 4', '-HiddenSize 4', '-CriticSteps 1'
$small['Export-MetricChart'] = $small['Export-SampleChart'] = $small['Export-SampleGrid'] = '-Width 200', '-Height 200', '-Scale 1'
$elsewhere = '-Experiment$'

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
        foreach ($method in $torchSharp.GetType($behind).GetMethods($binding)) { $overloads[$method.Name] = @($overloads[$method.Name]; , $method.GetParameters()) }
        ($facade -as [type]).GetMethods([Reflection.BindingFlags]'Public, Static, DeclaredOnly').Where({ -not $_.IsSpecialName -and $_.Name -notmatch $left }).Name |
            Sort-Object -Unique | ForEach-Object { @{ Text = "$text$_"; Overloads = $overloads[$_] } }
    }
    $static, $instance = [Reflection.BindingFlags]'Public, Static', [Reflection.BindingFlags]'Public, Instance'
    @{
        Methods    = @(& $targets AutogradPS.TensorMethods '.' 'TorchSharp.torch+Tensor' $instance)
        Functions  = @(foreach ($name in 'torch', 'torch.autograd', 'torch.nn.functional', 'torch.nn', 'torch.nn.init', 'torch.nn.utils', 'torch.optim', 'torch.linalg', 'torch.special', 'torch.fft', 'torch.cuda') {
            & $targets $name "[$name]::" "TorchSharp.$($name -replace '^torch\.', 'torch+' -replace '(?<=\+\w+)\.', '+')" $static
        })
        Modules    = @(foreach ($module in '$linear.', '$convolution.') { & $targets AutogradPS.ModuleMethods $module 'TorchSharp.torch+nn+Module' $instance })
        Others     = @(& $targets AutogradPS.OptimizerMethods '$adam.' 'TorchSharp.torch+optim+Optimizer' $instance; & $targets AutogradPS.GeneratorMethods '$generator.' 'TorchSharp.torch+Generator' $instance)
        Commands   = @(Get-Command -Module AutogradPS -CommandType Cmdlet)
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
        $parameters = @(Get-Any $target.Overloads $random)
        $count = [math]::Min($parameters.Count, 5) - $random.Next(2)
        $arguments = foreach ($parameter in $parameters[0..($count - 1)]) { if ($count -gt 0 -and $parameter) { Get-TypedArgument $parameter.ParameterType $random } }
    }
    else {
        $count = (0, 1, 1, 1, 2, 2, 2, 3, 3, 4)[$random.Next(10)]
        $arguments = foreach ($at in 1..4) { if ($at -le $count) { Get-Argument $random } }
    }
    "$($target.Text)($($arguments -join ', '))"
}

# One call of many kinds. The commands take turns, so that each has its share.
$turn = 0
function New-BadCall($targets, $random) {
    switch ($random.Next(20)) {
        { $_ -lt 6 } { return "($(Get-Any $tensors $random))$(New-BadTarget (Get-Any $targets.Methods $random) $random)" }
        { $_ -lt 12 } { return New-BadTarget (Get-Any $targets.Functions $random) $random }
        12 { return New-BadTarget (Get-Any $targets.Modules $random) $random }
        13 { return New-BadTarget (Get-Any $targets.Others $random) $random }
        { $_ -lt 18 } { return New-BadCommand $targets.Commands[$script:turn++ % $targets.Commands.Count] $random }
        18 { return New-BadExpression $targets $random }
        default { return "($(Get-Any $tensors $random)) $(Get-Any ('+', '-', '*', '/') $random) ($(Get-Argument $random))" }
    }
}

function New-BadCommand($command, $random) {
    $parameters = @($command.Parameters.Values.Where({ $_.Name -notin [Management.Automation.PSCmdlet]::CommonParameters -and $_.Name -notin 'WhatIf', 'Confirm', 'AsJob' }))
    $chosen = if ($parameters) { 1..(1 + $random.Next(4)) | ForEach-Object { Get-Any $parameters $random } | Sort-Object Name -Unique }
    $text = foreach ($parameter in $chosen) {
        if ($parameter.ParameterType -eq [switch]) { "-$($parameter.Name)"; continue }
        # PowerShell itself overflows its stack where an array that holds itself is bound to an enum, whosever the command is.
        $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
        do { $argument = Get-Argument $random } while ($type.IsEnum -and $argument -in '$self', '$cycle')
        "-$($parameter.Name) ($argument)"
    }
    $kept = @($small[$command.Name]).Where({ $_ -and $_.Split(' ')[0].Substring(1) -notin $chosen.Name -and $command.Parameters.ContainsKey($_.Split(' ')[0].Substring(1)) })
    $what = if ($command.Name -match $elsewhere -and $command.Parameters.ContainsKey('WhatIf')) { '-WhatIf' }
    $line = "$($command.Name) $(@($kept; $text; $what).Where({ $_ }) -join ' ')"
    if ($random.Next(4) -eq 0) { "($(Get-Argument $random)) | $line" } else { $line }
}

function Get-Index($random) { do { $index = Get-Argument $random } until ($index -ne '@($f3, $null)'); $index }

function New-BadExpression($targets, $random) {
    $tensor = Get-Any $tensors $random
    # TorchSharp's indexer, which no module can stand in for, reads memory at 0 for a $null within a list beside another index: not tried.
    switch ($random.Next(5)) {
        0 { return "$tensor[$(Get-Argument $random)]" }
        1 { return "$tensor[$(Get-Index $random), $(Get-Index $random)]" }
        2 { return "$tensor[$(Get-Index $random)] = $(Get-Argument $random)" }
        3 { return "[$(Get-Any ('int', 'long', 'double', 'byte', 'bool', 'string', 'datetime', 'char', 'int[]') $random)]$tensor" }
        default { return "$tensor.$(Get-Any ('requires_grad', 'grad', 'name', 'RequiresGrad') $random) = $(Get-Argument $random)" }
    }
}

# The ids that a script may rely on. TorchOperationFailed stands for libtorch's own messages.
$known = Get-Content (Join-Path $PSScriptRoot error-ids.txt) | Where-Object { $_ -and -not $_.StartsWith('#') }
function Test-ErrorId([string] $id) { $id -cin $known }
