BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    # A training of a second: small networks, small batches.
    function Start-Small {
        param ([hashtable] $With = @{})
        $small = @{
            Dataset = '8Gaussians'; Iterations = 4; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; LogEvery = 1
            Seed = 1; ThreadCount = 1; OutputDirectory = "$TestDrive/run"; Force = $true
        }
        foreach ($key in $With.Keys) { $small[$key] = $With[$key] }
        Start-WganTraining @small
    }

    # The largest singular value of the weight that a layer computes with.
    function Get-LargestSingularValue {
        param ($Layer, [int] $Inputs)
        $null = $Layer.eval()
        $zero = $Layer.forward([torch]::zeros(1, $Inputs))
        $matrix = ($Layer.forward([torch]::eye($Inputs)) - $zero).t()
        [torch.linalg]::svdvals($matrix).max().item()
    }

    $wganPenalty = {
        param ($Critic, $Real, $Generated)
        $epsilon = [torch]::rand($Real.shape[0], 1)
        $x = ($epsilon * $Real + (1 - $epsilon) * $Generated).requires_grad_()
        $g = Invoke-AutogradGrad $Critic.forward($x).sum() $x -CreateGraph
        @{ Penalty = ($g.square().sum(1).sqrt() - 1).square().mean() }
    }
}

Describe 'Start-WganTraining -Objective' {
    It 'trains <name>, and records what <name> has' -ForEach @(
        @{ name = 'wgan'; estimate = $true; penalty = $false }
        @{ name = 'wgan-gp'; estimate = $true; penalty = $true }
        @{ name = 'wgan-lp'; estimate = $true; penalty = $true }
        @{ name = 'wgan-div'; estimate = $true; penalty = $true }
        @{ name = 'dragan'; estimate = $false; penalty = $true }
        @{ name = 'r1'; estimate = $false; penalty = $true }
        @{ name = 'sn'; estimate = $false; penalty = $false }
    ) {
        $records = @(Start-Small @{ Objective = $name })
        $records.Iteration | Should -Be 1, 2, 3, 4
        foreach ($r in $records) {
            ($null -ne $r.WassersteinEstimate) | Should -Be $estimate
            ($null -ne $r.GradientPenalty) | Should -Be $penalty
            ($null -ne $r.GradientNormMean) | Should -Be $penalty
            foreach ($column in 'CriticLoss', 'GeneratorLoss', 'RealScore', 'CriticGradientNorm', 'GeneratorGradientNorm', 'RealGradientNormMean', 'GeneratedGradientNormMax') {
                [float]::IsFinite($r.$column) | Should -BeTrue -Because $column
            }
        }
        $row = @(Import-Csv "$TestDrive/run/metrics.csv")[0]
        ($row.WassersteinEstimate -ne '') | Should -Be $estimate
        ($row.GradientPenalty -ne '') | Should -Be $penalty
        Test-Path "$TestDrive/run/charts/wasserstein.png" | Should -Be $estimate
        "$TestDrive/run/charts/gradient-norm.png" | Should -Exist
    }

    It 'gives <preset> its published settings' -ForEach @(
        @{ preset = 'wgan'; expected = @{ Objective = 'wgan'; Optimizer = 'rmsprop'; LearningRate = 5e-5; Clip = 0.01; CriticSteps = 5; BatchSize = 64 } }
        @{ preset = 'wgan-toy'; expected = @{ Objective = 'wgan'; Optimizer = 'rmsprop'; LearningRate = 5e-5; Clip = 0.01; BatchSize = 256; HiddenSize = 512 } }
        @{ preset = 'wgan-lp-toy'; expected = @{ Objective = 'wgan-lp'; Lambda = 0.1 } }
        @{ preset = 'wgan-div'; expected = @{ Objective = 'wgan-div'; Lambda = 2 } }
        @{ preset = 'wgan-gp-cifar'; expected = @{ Objective = 'wgan-gp'; Architecture = 'resnet'; LearningRate = 2e-4; HiddenSize = 128; Beta1 = 0; Iterations = 100000 } }
        @{ preset = 'dragan'; expected = @{ Objective = 'dragan'; Lambda = 10; CriticSteps = 1; Beta1 = 0.5 } }
        @{ preset = 'r1'; expected = @{ Objective = 'r1'; Lambda = 10; CriticSteps = 1; Optimizer = 'rmsprop' } }
        @{ preset = 'sn-gan'; expected = @{ Objective = 'sn'; LearningRate = 2e-4; Beta1 = 0; Beta2 = 0.9; CriticSteps = 5 } }
    ) {
        $settings = Start-WganTraining 8Gaussians -Preset $preset -WhatIf
        $settings.Preset | Should -BeExactly $preset
        foreach ($key in $expected.Keys) { $settings.$key | Should -Be $expected[$key] -Because $key }
        (Start-WganTraining 8Gaussians -Preset $preset -LearningRate 0.5 -WhatIf).LearningRate | Should -Be 0.5
    }

    It 'cites the paper of every objective in the help' {
        $help = Get-Help Start-WganTraining -Parameter Preset | Out-String -Width 2000
        foreach ($paper in '1701.07875', '1704.00028', '1709.08894', '1712.01026', '1705.07215', '1801.04406', '1802.05957') { $help | Should -Match $paper }
    }
}

Describe 'The objective sn' {
    It 'keeps the largest singular value of every layer of a critic of one''s own near 1, with its own parameters' {
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1' -Seed 1
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2' -Seed 2
        $weight = $critic.NamedParameters['0.weight']
        $before = $weight.sum().item()
        $null = Start-Small @{ Objective = 'sn'; Critic = $critic; Generator = $generator; Iterations = 20 }
        $critic.Layers | Should -Be 'SpectralNorm Linear 2 8', 'ReLU', 'SpectralNorm Linear 8 1'
        $weight.sum().item() | Should -Not -Be $before
        $layers = @($critic.children())
        [Math]::Abs((Get-LargestSingularValue $layers[0] 2) - 1) | Should -BeLessThan 0.01
        [Math]::Abs((Get-LargestSingularValue $layers[2] 8) - 1) | Should -BeLessThan 0.01
    }

    It 'leaves a critic of one''s own as it was where nothing is trained' {
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1' -Seed 1
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2' -Seed 2
        $points = [torch]::ones(1, 2)
        $before = $critic.forward($points).item()
        $null = Test-WganSetup 8Gaussians -Objective sn -Critic $critic -Generator $generator
        $null = Start-WganTraining 8Gaussians -Objective sn -Critic $critic -Generator $generator -WhatIf
        $null = New-Item -ItemType Directory -Path "$TestDrive/taken"
        Set-Content "$TestDrive/taken/file" 'of somebody else'
        { Start-Small @{ Objective = 'sn'; Critic = $critic; Generator = $generator; OutputDirectory = "$TestDrive/taken"; Force = $false } } | Should -Throw -ErrorId 'RunDirectoryExists*'
        $critic.Layers | Should -Be 'Linear 2 8', 'ReLU', 'Linear 8 1'
        $critic.NamedParameters.Keys | Should -Be '0.weight', '0.bias', '2.weight', '2.bias'
        $critic.forward($points).item() | Should -Be $before
    }

    It 'stays on a critic of one''s own that was trained, once, in its file too' {
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1' -Seed 1
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2' -Seed 2
        foreach ($again in 1, 2) { $null = Start-Small @{ Objective = 'sn'; Critic = $critic; Generator = $generator; OutputDirectory = "$TestDrive/again" } }
        $critic.Layers | Should -Be 'SpectralNorm Linear 2 8', 'ReLU', 'SpectralNorm Linear 8 1'
        $critic | Export-Network "$TestDrive/critic.safetensors"
        $null = $critic.eval()
        $read = Import-Network "$TestDrive/critic.safetensors"
        $null = $read.eval()
        $points = [torch]::ones(3, 2)
        ($read.forward($points) - $critic.forward($points)).abs().max().item() | Should -Be 0
    }

    It 'goes on from a checkpoint as if it had not stopped' {
        $whole = @(Start-Small @{ Objective = 'sn'; Iterations = 6; OutputDirectory = "$TestDrive/whole" })
        $null = Start-Small @{ Objective = 'sn'; Iterations = 3; OutputDirectory = "$TestDrive/parts" }
        $rest = @(Start-WganTraining -Resume "$TestDrive/parts" -Iterations 6)
        $rest.CriticLoss | Should -Be $whole[3..5].CriticLoss
        Get-Content "$TestDrive/parts/metrics.csv" -Raw | Should -BeExactly (Get-Content "$TestDrive/whole/metrics.csv" -Raw)
    }

    It 'is written before a layer, or around it' -ForEach 'SpectralNorm Linear 3 4', 'spectral_norm(nn.Linear(3, 4))', 'nn.utils.parametrizations.spectral_norm(Linear 3 4)' {
        $network = New-Network $_ -Seed 1
        $network.NamedParameters.Keys | Should -Be '0.weight', '0.bias'
        [Math]::Abs((Get-LargestSingularValue @($network.children())[0] 3) - 1) | Should -BeLessThan 0.01
    }

    It 'refuses layers without a weight matrix' {
        { New-Network 'SpectralNorm ReLU' } | Should -Throw -ErrorId 'InvalidLayer*' -ExpectedMessage '*weight matrix*'
    }
}

Describe 'An objective of one''s own' {
    It 'adds its penalty, times lambda, to the loss of WGAN' {
        foreach ($r in Start-Small @{ Objective = $wganPenalty; Lambda = 3 }) {
            $r.GradientPenalty | Should -BeGreaterThan 0
            [Math]::Abs(3 * $r.GradientPenalty - $r.WassersteinEstimate - $r.CriticLoss) | Should -BeLessThan 1e-5
        }
        $config = Get-Content "$TestDrive/run/config.json" -Raw | ConvertFrom-Json
        $config.settings.objective | Should -BeExactly 'custom'
        $config.settings.objectiveScript | Should -BeLike '*Invoke-AutogradGrad*'
    }

    It 'draws its random numbers from the seed' {
        $null = Start-Small @{ Objective = $wganPenalty }
        $first = Get-Content "$TestDrive/run/metrics.csv" -Raw
        $null = [torch]::rand(3)
        $null = Start-Small @{ Objective = $wganPenalty }
        Get-Content "$TestDrive/run/metrics.csv" -Raw | Should -BeExactly $first
    }

    It 'is the whole loss as a scalar' {
        $records = @(Start-Small @{ Objective = { param ($Critic, $Real, $Generated) $Critic.forward($Generated).mean() - $Critic.forward($Real).mean() } })
        foreach ($r in $records) {
            [Math]::Abs($r.CriticLoss + $r.WassersteinEstimate) | Should -BeLessThan 1e-6
            $r.GradientPenalty | Should -BeNullOrEmpty
        }
    }

    It 'sees the variables of the script, and streams while it trains' {
        $script:calls = 0
        $objective = { param ($Critic, $Real, $Generated) $script:calls++; $Critic.forward($Real).square().mean() }
        $seen = Start-Small @{ Objective = $objective; CriticSteps = 1 } | ForEach-Object { $script:calls }
        $seen | Should -Be 1, 2, 3, 4
    }

    It 'trains under Invoke-NoGrad too' {
        @(Invoke-NoGrad { Start-Small @{ Objective = $wganPenalty } }).Count | Should -Be 4
    }

    It 'ends with the pipeline, and goes on with the same block only' {
        $records = @(Start-Small @{ Objective = $wganPenalty; Iterations = 100000 } | Select-Object -First 3)
        $records.Iteration | Should -Be 1, 2, 3
        (Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json).state | Should -Be 'stopped'
        { Start-WganTraining -Resume "$TestDrive/run" -Iterations 5 } | Should -Throw -ErrorId 'ObjectiveNotStored*'
        { Start-WganTraining -Resume "$TestDrive/run" -Iterations 5 -Objective { 1 } } | Should -Throw -ErrorId 'SettingFixed*'
        @(Start-WganTraining -Resume "$TestDrive/run" -Iterations 5 -Objective $wganPenalty)[-1].Iteration | Should -Be 5
    }

    It 'is refused: <id>, <why>' -ForEach @(
        @{ id = 'ObjectiveFailed'; why = 'an error in the block'; block = { throw 'no such thing' }; message = '*no such thing*' }
        @{ id = 'ObjectiveFailed'; why = 'a call that does not exist'; block = { param ($Critic) $Critic.nothing() }; message = '*nothing*' }
        @{ id = 'ObjectiveOutput'; why = 'no output'; block = { }; message = '*0 values*' }
        @{ id = 'ObjectiveOutput'; why = '$null'; block = { $null }; message = '*$null*' }
        @{ id = 'ObjectiveOutput'; why = 'a number'; block = { 1.5 }; message = '*Double*' }
        @{ id = 'ObjectiveOutput'; why = 'two values'; block = { param ($Critic, $Real) $Critic.forward($Real).mean(); 2 }; message = '*2 values*' }
        @{ id = 'ObjectiveOutput'; why = 'scores that are not reduced'; block = { param ($Critic, $Real) $Critic.forward($Real) }; message = '*`[16, 1`]*' }
        @{ id = 'ObjectiveOutput'; why = 'no way to the critic'; block = { param ($Critic, $Real) $Real.mean() }; message = '*depend on the critic*' }
        @{ id = 'ObjectiveOutput'; why = 'an unknown key'; block = { param ($Critic, $Real) @{ Penality = $Critic.forward($Real).mean() } }; message = '*Penality*' }
        @{ id = 'ObjectiveOutput'; why = 'a key with a number'; block = { @{ Loss = 2 } }; message = '*Loss*' }
    ) {
        { Start-Small @{ Objective = $block } } | Should -Throw -ErrorId "$id*" -ExpectedMessage $message
        (Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json).state | Should -Be 'failed'
    }

    It 'is refused beside the shell' {
        { Start-Small @{ Objective = $wganPenalty; AsJob = $true } } | Should -Throw -ErrorId 'ObjectiveNeedsShell*'
    }

    It 'is a name or a block' {
        { Start-Small @{ Objective = 'wgan-pg' } } | Should -Throw -ErrorId 'ObjectiveUnknown*' -ExpectedMessage '*wgan-gp*'
        { Start-Small @{ Objective = 7 } } | Should -Throw -ErrorId 'ObjectiveUnknown*' -ExpectedMessage '*script block*'
        { Start-Small @{ Objective = 'wgan'; Clip = 0 } } | Should -Throw -ErrorId 'SettingOutOfRange*'
    }
}
