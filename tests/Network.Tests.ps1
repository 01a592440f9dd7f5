# Networks and optimizers as a script sees them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    function Get-Failure([scriptblock] $Block) { try { & $Block | Out-Null } catch { return $_ } }
}

Describe 'New-Network' {
    It 'reads <Layer> as PyTorch does' -ForEach @(
        @{ Layer = 'Conv2d 1 64 5 -stride 2 -padding 2' }
        @{ Layer = 'Conv2d(1, 64, 5, stride=2, padding=2)' }
        @{ Layer = 'nn.Conv2d(1, 64, (5, 5), 2, 2)' }
    ) {
        $net = New-Network $Layer
        $net.NamedParameters['0.weight'].Shape | Should -Be @(64, 1, 5, 5)
        (New-Tensor -Zeros -Shape 2, 1, 28, 28 | Invoke-Network $net).Shape | Should -Be @(2, 64, 14, 14)
    }

    It 'names parameters as nn.Sequential, in order' {
        $net = New-Network 'Linear 784 512', 'LeakyReLU 0.2', 'Linear 512 1'
        @($net.NamedParameters.Keys) | Should -Be @('0.weight', '0.bias', '2.weight', '2.bias')
        $net.ParameterCount | Should -Be (784 * 512 + 512 + 512 + 1)
    }

    It 'takes the layers from the pipeline' {
        ('Linear 2 3', 'ReLU', 'Linear 3 1' | New-Network).Layers | Should -Be @('Linear 2 3', 'ReLU', 'Linear 3 1')
    }

    It 'makes the same weights of a seed and leaves the global generator alone' {
        Set-TorchSeed 4
        $expected = (New-Tensor -Rand -Shape 3).Value
        Set-TorchSeed 4
        $a = New-Network 'Linear 3 2' -Seed 9
        $b = New-Network 'Linear 3 2' -Seed 9
        $a.NamedParameters['0.weight'].Value[1] | Should -Be $b.NamedParameters['0.weight'].Value[1]
        (New-Tensor -Rand -Shape 3).Value | Should -Be $expected
    }

    It 'has the preset <Preset> from <In> to <Out>' -ForEach @(
        @{ Preset = 'mlp-critic'; In = @(2); Out = @(1) }
        @{ Preset = 'mlp-generator'; In = @(128); Out = @(2) }
        @{ Preset = 'dcgan-critic'; In = @(1, 28, 28); Out = @(1) }
        @{ Preset = 'dcgan-generator'; In = @(128); Out = @(1, 28, 28) }
        @{ Preset = 'resnet-critic'; In = @(3, 32, 32); Out = @(1) }
        @{ Preset = 'resnet-generator'; In = @(128); Out = @(3, 32, 32) }
    ) {
        $net = New-Network -Preset $Preset -HiddenSize 8
        (New-Tensor -Zeros -Shape (@(2) + $In) | Invoke-Network $net -NoGrad).Shape | Should -Be (@(2) + $Out)
    }

    It 'shows its layers and the shapes of their parameters' {
        $text = New-Network 'Linear 784 512', 'ReLU' | Out-String
        $text | Should -Match 'Linear 784 512\s+weight \[512, 784\]  bias \[512\]'
        $text | Should -Match '401,920 parameters'
    }

    It 'refuses <Layer> with <Says>' -ForEach @(
        @{ Layer = 'Linaer 3 4'; Says = "did you mean 'Linear'?" }
        @{ Layer = 'Linear 3'; Says = "'out_features' is missing" }
        @{ Layer = 'Linear 5 1'; Says = 'does not fit an input of shape' }
        @{ Layer = ''; Says = 'begin with a layer' }
        @{ Layer = 'Linear(3, 4'; Says = 'brackets do not match' }
        @{ Layer = 'Dropout 2'; Says = 'p (2) is a probability' }
        @{ Layer = 'GroupNorm 2 3'; Says = 'num_groups (2) must divide num_channels (3)' }
    ) {
        $failure = Get-Failure { New-Network 'ReLU', $Layer -InputShape 3 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidLayer,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.Exception.Message | Should -BeLike "Layer 1 ('$Layer')*$Says*"
    }

    It 'suggests a preset' {
        (Get-Failure { New-Network -Preset dcgan-critc }).Exception.Message | Should -BeLike "*did you mean 'dcgan-critic'*"
    }
}

Describe 'Invoke-Network' {
    It 'is part of the graph, and with -NoGrad is not' {
        $net = New-Network 'Linear 2 1'
        $x = New-Tensor -RandN -Shape 3, 2
        (Invoke-Network $net $x).RequiresGrad | Should -BeTrue
        ($x | Invoke-Network $net -NoGrad).RequiresGrad | Should -BeFalse
    }

    It 'takes the modules of TorchSharp' {
        (New-Tensor -RandN -Shape 3, 2 | Invoke-Network ([torch.nn]::Linear(2, 5))).Shape | Should -Be @(3, 5)
    }

    It 'names the layer that refuses an input' {
        $failure = Get-Failure { New-Tensor -Zeros -Shape 2, 3 | Invoke-Network (New-Network 'ReLU', 'Linear 4 1') }
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidNetworkInput,*'
        $failure.Exception.Message | Should -BeLike "Layer 1 ('Linear 4 1')*"
    }

    It 'refuses what is no network' {
        (Get-Failure { New-Tensor 1 | Invoke-Network 3 }).FullyQualifiedErrorId | Should -BeLike 'NotANetwork,*'
    }
}

Describe 'New-Optimizer and Step-Optimizer' {
    It '<Name> goes down' -ForEach @(@{ Name = 'sgd' }, @{ Name = 'adam' }, @{ Name = 'adamw' }, @{ Name = 'rmsprop' }) {
        $x = New-Tensor 5 -RequiresGrad
        $optimizer = New-Optimizer $Name $x -LearningRate 0.1
        foreach ($i in 1..100) {
            ($x - 2).square() | Invoke-Backward
            Step-Optimizer $optimizer -ClearGradient
        }
        [Math]::Abs($x.Value - 2) | Should -BeLessThan 0.3
        $null -eq $x.Grad | Should -BeTrue
    }

    It 'takes gradients that never went through .grad' {
        $x = New-Tensor 5 -RequiresGrad
        $optimizer = New-Optimizer sgd $x -LearningRate 0.5
        Step-Optimizer $optimizer -Gradients (Invoke-AutogradGrad ($x * 3) $x)
        $x.Value | Should -Be 3.5
    }

    It 'takes networks, and Clear-Gradient takes optimizers' {
        $net = New-Network 'Linear 2 1'
        $optimizer = New-Optimizer adam $net
        $optimizer.Parameters | Should -HaveCount 2
        (New-Tensor -RandN -Shape 4, 2 | Invoke-Network $net).mean() | Invoke-Backward
        $net.NamedParameters['0.bias'].Grad.Value | Should -Be 1
        Clear-Gradient $optimizer
        $null -eq $net.NamedParameters['0.bias'].Grad | Should -BeTrue
    }

    It 'goes by PyTorch''s names too' {
        $w = New-Tensor 1, 2 -RequiresGrad
        $optimizer = New-Optimizer adam $w
        $w.sum().backward()
        $optimizer.step()
        $optimizer.zero_grad()
        $w.grad | Should -BeNullOrEmpty
        $other = New-Optimizer adam (New-Tensor 1, 2 -RequiresGrad)
        $other.load_state_dict($optimizer.state_dict())
        $other.state_dict()['0.step'].Value | Should -Be 1
        $other.state_dict()['0.exp_avg'].Value | Should -Be $optimizer.state_dict()['0.exp_avg'].Value
    }

    It 'refuses <What> with <Id>' -ForEach @(
        @{ What = 'an unknown name'; Id = 'UnknownOptimizer'; Do = { New-Optimizer adan (New-Tensor 1 -RequiresGrad) } }
        @{ What = 'a tensor without gradient'; Id = 'NotAParameter'; Do = { New-Optimizer sgd (New-Tensor 1) } }
        @{ What = 'a number'; Id = 'NotANetwork'; Do = { New-Optimizer sgd 1 } }
        @{ What = 'a decay of 1'; Id = 'InvalidOptimizer'; Do = { New-Optimizer adam (New-Tensor 1 -RequiresGrad) -Beta1 1 } }
        @{ What = 'a step without gradient'; Id = 'NoGradient'; Do = { Step-Optimizer (New-Optimizer sgd (New-Tensor 1 -RequiresGrad)) } }
        @{ What = 'too few gradients'; Id = 'GradientCount'; Do = { Step-Optimizer (New-Optimizer sgd (New-Network 'Linear 2 1')) -Gradients (New-Tensor 1) } }
        @{ What = 'a gradient of another shape'; Id = 'GradientShapeMismatch'; Do = { Step-Optimizer (New-Optimizer sgd (New-Tensor 1 -RequiresGrad)) -Gradients (New-Tensor 1, 2) } }
    ) {
        (Get-Failure $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}

Describe 'Export-Network and Import-Network' {
    It 'bring back layers and weights' {
        $path = Join-Path $TestDrive 'net.safetensors'
        $net = New-Network 'Linear 2 3', 'ReLU', 'Linear 3 1' -Seed 1
        $net | Export-Network $path
        $copy = Import-Network $path
        $copy.Layers | Should -Be $net.Layers
        $x = New-Tensor -RandN -Shape 4, 2
        ($x | Invoke-Network $copy).Value | Should -Be ($x | Invoke-Network $net).Value
    }

    It 'never replace a file unless -Force, and write nothing with -WhatIf' {
        $path = Join-Path $TestDrive 'keep.safetensors'
        New-Network 'Linear 2 1' | Export-Network $path -WhatIf
        $path | Should -Not -Exist
        New-Network 'Linear 2 1' | Export-Network $path
        (Get-Failure { New-Network 'Linear 2 2' | Export-Network $path }).FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        New-Network 'Linear 2 2' | Export-Network $path -Force
        (Import-Network $path).Layers | Should -Be @('Linear 2 2')
    }

    It 'leave nothing out of a network that was partly disposed' {
        $path = Join-Path $TestDrive 'partly.safetensors'
        $net = New-Network 'Linear 2 1'
        $net.NamedParameters['0.weight'].Dispose()
        (Get-Failure { $net | Export-Network $path }).FullyQualifiedErrorId | Should -BeLike 'TensorDisposed,*'
        $path | Should -Not -Exist
    }

    It 'say what does not fit' {
        $path = Join-Path $TestDrive 'other.safetensors'
        New-Network 'Linear 2 1' | Export-Network $path
        $failure = Get-Failure { Import-Network $path -Network (New-Network 'Linear 3 1') }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NetworkFileMismatch,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
    }
}

Describe 'experiments/custom-loop.ps1' {
    It 'lowers the distance and finds every mode' {
        $rows = @(& (Join-Path $PSScriptRoot '../experiments/custom-loop.ps1') -Iterations 150 -LogEvery 50 -Width 32 -BatchSize 128)
        $rows | Should -HaveCount 3
        $rows[-1].WassersteinEstimate | Should -BeLessThan ($rows[0].WassersteinEstimate / 1.5)
        $rows[-1].GradientNormMean | Should -BeGreaterThan 0
    }
}
