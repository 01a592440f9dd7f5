BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    # A training of a second: small networks, small batches.
    function Start-Small {
        param ([hashtable] $With = @{})
        $small = @{
            Dataset = '8Gaussians'; Iterations = 6; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; LogEvery = 1
            Seed = 1; ThreadCount = 1; OutputDirectory = "$TestDrive/run"; Force = $true
        }
        foreach ($key in $With.Keys) { $small[$key] = $With[$key] }
        Start-WganTraining @small
    }
}

Describe 'Start-WganTraining' {
    It 'streams a record for each logged iteration' {
        $records = @(Start-Small)
        $records.Iteration | Should -Be 1, 2, 3, 4, 5, 6
        $records[0].Run | Should -BeExactly 'run'
        foreach ($name in 'CriticLoss', 'GeneratorLoss', 'WassersteinEstimate', 'GradientPenalty', 'GradientNormMean') {
            $records[0].$name | Should -BeOfType ([float])
        }
    }

    It 'has a loss that is the negative estimate plus lambda times the penalty' {
        foreach ($r in Start-Small @{ Lambda = 2 }) {
            [Math]::Abs(2 * $r.GradientPenalty - $r.WassersteinEstimate - $r.CriticLoss) | Should -BeLessThan 1e-5
        }
    }

    It 'writes the run directory' {
        $null = Start-Small
        foreach ($file in 'config.json', 'status.json', 'metrics.csv', 'timing.csv', 'samples/iteration-0000006.png', 'charts/losses.png', 'charts/wasserstein.svg', 'charts/gradient-norm.png') {
            "$TestDrive/run/$file" | Should -Exist
        }
        $config = Get-Content "$TestDrive/run/config.json" -Raw | ConvertFrom-Json
        $config.settings.seed | Should -Be 1
        $config.settings.beta1 | Should -Be 0.5
        $config.dataset.name | Should -Be '8Gaussians'
        (Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json).state | Should -Be 'completed'
    }

    It 'says in config.json and log by what command, software and machine the run was made' {
        $script = "$TestDrive/train.ps1"
        Set-Content $script "Start-WganTraining 8Gaussians -Iterations 2 -BatchSize 8 ```n    -HiddenSize 8 -Seed 3 -OutputDirectory '$TestDrive/told'"
        $null = & $script
        $config = Get-Content "$TestDrive/told/config.json" -Raw | ConvertFrom-Json
        $config.commandLine | Should -BeLike "Start-WganTraining*-HiddenSize 8 -Seed 3*"
        $config.script | Should -Be (Resolve-Path $script).Path
        $config.machine.processor | Should -Not -BeNullOrEmpty
        $config.dataset.fingerprint | Should -Match '[0-9a-f]{64}'
        $log = Get-Content "$TestDrive/told/log"
        $log[0] | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ started +Start-WganTraining'
        $log[-1] | Should -Match 'completed +at iteration 2'
    }

    It 'writes the same metrics.csv for the same seed, and another for another' {
        foreach ($name in 'a', 'b') { $null = Start-Small @{ OutputDirectory = "$TestDrive/$name" } }
        $null = Start-Small @{ OutputDirectory = "$TestDrive/c"; Seed = 2 }
        $a, $b, $c = 'a', 'b', 'c' | ForEach-Object { Get-Content "$TestDrive/$_/metrics.csv" -Raw }
        $a | Should -BeExactly $b
        $a | Should -Not -BeExactly $c
    }

    It 'stops when the pipeline has enough, and leaves complete files' {
        $records = @(Start-Small @{ Iterations = 100000 } | Select-Object -First 3)
        $records.Iteration | Should -Be 1, 2, 3
        $status = Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json
        $status.state | Should -Be 'stopped'
        # The training runs a little ahead of the pipeline.
        $status.iteration | Should -BeGreaterOrEqual 3
        @(Get-Content "$TestDrive/run/metrics.csv").Count | Should -Be ($status.iteration + 1)
        "$TestDrive/run/charts/losses.png" | Should -Exist
    }

    It 'takes the data set from the pipeline' {
        $records = @(Get-WganDataset SwissRoll | Start-WganTraining -Iterations 2 -HiddenSize 8 -BatchSize 8 -OutputDirectory "$TestDrive/swiss")
        $records.Count | Should -Be 2
    }

    It 'numbers the run directory where none is named' {
        Push-Location $TestDrive
        try {
            $first, $second = 1..2 | ForEach-Object { @(Start-WganTraining 8Gaussians -Iterations 1 -HiddenSize 8 -BatchSize 8)[-1].Run }
        }
        finally { Pop-Location }
        $first | Should -BeExactly '8Gaussians-wgan-gp-001'
        $second | Should -BeExactly '8Gaussians-wgan-gp-002'
        "$TestDrive/runs/8Gaussians-wgan-gp-002/metrics.csv" | Should -Exist
    }

    It 'prints the resolved settings with -WhatIf, and does nothing' {
        $settings = Start-WganTraining 25Gaussians -BatchSize 7 -OutputDirectory "$TestDrive/nothing" -WhatIf
        $settings.BatchSize | Should -Be 7
        $settings.LearningRate | Should -Be 1e-4
        $settings.Lambda | Should -Be 0.1
        $settings.HiddenSize | Should -Be 512
        "$TestDrive/nothing" | Should -Not -Exist
    }

    It 'runs beside the shell with -AsJob' {
        $job = Start-Small @{ AsJob = $true }
        while ($job.State -eq 'Running') { Start-Sleep -Milliseconds 50 }
        $job.State | Should -Be 'Completed'
        @(Receive-Job $job).Iteration | Should -Be 1, 2, 3, 4, 5, 6
        Remove-Job $job
    }

    It 'stops a job within one step' {
        $job = Start-Small @{ AsJob = $true; Iterations = 1000000 }
        while (-not $job.HasMoreData) { Start-Sleep -Milliseconds 20 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        (Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json).state | Should -Be 'stopped'
        Remove-Job $job
    }
}

Describe 'Start-WganTraining refuses' {
    It 'to replace a run without -Force' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/kept" }
        { Start-Small @{ OutputDirectory = "$TestDrive/kept"; Force = $false } } | Should -Throw -ErrorId 'RunDirectoryExists*'
    }

    It '<id>: <with>' -ForEach @(
        @{ id = 'DatasetNameUnknown'; with = @{ Dataset = 'nope' } }
        @{ id = 'DatasetArgumentInvalid'; with = @{ Dataset = 1.5 } }
        @{ id = 'ObjectiveUnknown'; with = @{ Objective = 'nope' } }
        @{ id = 'PresetUnknown'; with = @{ Preset = 'nope' } }
        @{ id = 'ArchitectureUnknown'; with = @{ Architecture = 'nope' } }
        @{ id = 'OptimizerUnknown'; with = @{ Optimizer = 'nope' } }
        @{ id = 'GradientMethodUnknown'; with = @{ GradientMethod = 'nope' } }
        @{ id = 'PrecisionUnknown'; with = @{ Precision = 'half' } }
        @{ id = 'GradientMethodNotPossible'; with = @{ GradientMethod = 'direct'; CriticNorm = 'layer' } }
        @{ id = 'GradientMethodNotPossible'; with = @{ GradientMethod = 'direct'; Objective = 'sn'; Seed = 1, 2 } }
        @{ id = 'SettingOutOfRange'; with = @{ BatchSize = 0 } }
        @{ id = 'SettingOutOfRange'; with = @{ LearningRate = -1 } }
        @{ id = 'InvalidDevice'; with = @{ Device = 'toaster' } }
        @{ id = 'InvalidSampleShape'; with = @{ Architecture = 'dcgan' } }
    ) {
        { Start-Small $with } | Should -Throw -ErrorId "$id*"
    }

    It 'to go on when it diverges, and shows the last records' {
        { Start-Small @{ Optimizer = 'sgd'; LearningRate = 40; Iterations = 1000 } } | Should -Throw -ErrorId 'TrainingDiverged*' -ExpectedMessage '*Iteration 1: CriticLoss*'
        (Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json).state | Should -Be 'diverged'
    }
}

Describe 'Start-WganTraining -Objective' {
    It 'trains <_>' -ForEach 'wgan', 'wgan-gp', 'wgan-lp', 'wgan-div', 'dragan', 'r1' {
        $records = @(Start-Small @{ Objective = $_ })
        $records.Count | Should -Be 6
        $config = Get-Content "$TestDrive/run/config.json" -Raw | ConvertFrom-Json
        $config.settings.objective | Should -BeExactly $_
        $config.settings.preset | Should -BeExactly "$_-toy"
        ($null -eq $records[0].GradientPenalty) | Should -Be ($_ -eq 'wgan')
    }

    It 'wgan clips the weights of the critic' {
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1'
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2'
        $null = Start-WganTraining 8Gaussians -Objective wgan -Clip 0.02 -Critic $critic -Generator $generator -Iterations 3 -BatchSize 8 -OutputDirectory "$TestDrive/clip"
        $largest = ($critic.parameters() | ForEach-Object { $_.abs().max().item() } | Measure-Object -Maximum).Maximum
        $largest | Should -BeLessThan 0.0200001
        $largest | Should -BeGreaterThan 0.0199
    }
}

Describe 'Start-WganTraining -Resume' {
    It 'reads files as the run did, with the columns and the rows that it was told' {
        Set-Content "$TestDrive/points.csv" (@('x,y,z') + (1..60 | ForEach-Object { "$($_ % 7),$($_ * 0.1),$($_ % 3)" }))
        $data = Get-WganDataset -Path "$TestDrive/points.csv" -Column z, x -HeldOut 10
        $null = Start-Small @{ Dataset = $data; OutputDirectory = "$TestDrive/columns" }
        @(Start-WganTraining -Resume "$TestDrive/columns" -Iterations 8).Iteration | Should -Be 7, 8
        (Test-WganResume "$TestDrive/columns" -Iterations 2).IsIdentical | Should -BeTrue
    }

    It 'goes on to the result of a run that was never stopped' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/whole"; Iterations = 12; CheckpointEvery = 5 }
        $null = Start-Small @{ OutputDirectory = "$TestDrive/parts"; Iterations = 12; CheckpointEvery = 5 } | Select-Object -First 2
        $null = Start-WganTraining -Resume -OutputDirectory "$TestDrive/parts"
        Get-Content "$TestDrive/parts/metrics.csv" -Raw | Should -BeExactly (Get-Content "$TestDrive/whole/metrics.csv" -Raw)
        $difference = (New-WganSample "$TestDrive/parts" 20 -Seed 4) - (New-WganSample "$TestDrive/whole" 20 -Seed 4)
        $difference.abs().max().item() | Should -Be 0
    }

    It 'makes a run longer, its directory given first' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/longer" }
        @(Start-WganTraining -Resume "$TestDrive/longer" -Iterations 8).Iteration | Should -Be 7, 8
    }

    It 'does not make it shorter' {
        $config = Get-Content "$TestDrive/longer/config.json" -Raw
        { Start-WganTraining -Resume "$TestDrive/longer" -Iterations 7 } | Should -Throw -ErrorId 'InvalidArgument*' -ExpectedMessage '*at iteration 8*'
        Get-Content "$TestDrive/longer/config.json" -Raw | Should -BeExactly $config
        Start-WganTraining -Resume "$TestDrive/longer" -Iterations 8 | Should -BeNullOrEmpty
    }

    It 'warns of a damaged checkpoint and uses the one before it' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/damaged"; CheckpointEvery = 2 }
        Set-Content "$TestDrive/damaged/checkpoints/iteration-0000000006.safetensors" 'no checkpoint'
        $records = @(Start-WganTraining -Resume "$TestDrive/damaged" -WarningVariable warnings -WarningAction SilentlyContinue)
        $records.Iteration | Should -Be 5, 6
        "$warnings" | Should -Match 'was passed over'
    }

    It 'goes on from before a divergence with a lower step size, and notes the change' {
        { Start-Small @{ OutputDirectory = "$TestDrive/wild"; Optimizer = 'sgd'; LearningRate = 1; Iterations = 60; CheckpointEvery = 1 } } | Should -Throw -ErrorId 'TrainingDiverged*' -ExpectedMessage '*-Resume*-LearningRate 0.1 goes on*Iteration 1: CriticLoss*'
        "$TestDrive/wild/checkpoints/diverged.safetensors" | Should -Exist
        $records = @(Start-WganTraining -Resume "$TestDrive/wild" -LearningRate 1e-6 -Iterations 20)
        $records[-1].Iteration | Should -Be 20
        $records[-1].LearningRate | Should -Be 1e-6
        (Get-Content "$TestDrive/wild/config.json" -Raw | ConvertFrom-Json).changes | Should -BeLike 'LearningRate 1 -> 1E-06 at iteration *'
        { Start-WganTraining -Resume "$TestDrive/wild" -LearningRate 0.5 } | Should -Throw -ErrorId 'SettingFixed*'
    }

    It 'refuses a run that is being trained' {
        $job = Start-Small @{ OutputDirectory = "$TestDrive/busy"; AsJob = $true; Iterations = 1000000 }
        while (-not $job.HasMoreData) { Start-Sleep -Milliseconds 20 }
        { Start-WganTraining -Resume "$TestDrive/busy" } | Should -Throw -ErrorId 'RunInUse*' -ExpectedMessage '*by process*'
        { Start-Small @{ OutputDirectory = "$TestDrive/busy"; Force = $true } } | Should -Throw -ErrorId 'RunInUse*'
        Stop-Job $job
        Remove-Job $job
        @(Start-WganTraining -Resume "$TestDrive/busy" | Select-Object -First 1).Count | Should -Be 1
    }

    It 'refuses what would make it another run' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/fixed" }
        { Start-WganTraining -Resume "$TestDrive/fixed" -LearningRate 0.5 } | Should -Throw -ErrorId 'SettingFixed*'
        { Start-WganTraining SwissRoll -Resume -OutputDirectory "$TestDrive/fixed" } | Should -Throw -ErrorId 'DatasetDiffers*'
        { Start-WganTraining -Resume "$TestDrive/nowhere" } | Should -Throw -ErrorId 'RunNotFound*'
        { Start-WganTraining -Resume } | Should -Throw -ErrorId 'RunNotNamed*'
    }
}

Describe 'Start-WganTraining with -GradientMethod' {
    It 'takes <_>, writes it down and resumes with it' -ForEach 'direct', 'autograd' {
        $null = Start-Small @{ GradientMethod = $_; OutputDirectory = "$TestDrive/way" }
        (Get-WganRun "$TestDrive/way").Settings.GradientMethod | Should -Be $_
        "$TestDrive/way/log" | Should -FileContentMatch "gradients   ${_}: "
        @(Start-WganTraining -Resume "$TestDrive/way" -Iterations 7).Iteration | Should -Be 7
        (Test-WganResume "$TestDrive/way" -Iterations 2).IsIdentical | Should -BeTrue
        { Start-WganTraining -Resume "$TestDrive/way" -GradientMethod fused } | Should -Throw -ErrorId 'SettingFixed*'
    }

    It 'is refused by Test-WganSetup and Test-WganResume as well where it is not possible' {
        { Test-WganSetup 8Gaussians -GradientMethod direct -Objective r1 } | Should -Throw -ErrorId 'GradientMethodNotPossible*' -ExpectedMessage '*here the objective is r1*'
        { Test-WganResume -Dataset 8Gaussians -HiddenSize 8 -BatchSize 8 -GradientMethod direct -Objective r1 } | Should -Throw -ErrorId 'GradientMethodNotPossible*'
    }

    It 'completes' {
        $line = 'Start-WganTraining 8Gaussians -GradientMethod a'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'auto', 'autograd'
    }
}

Describe 'Start-WganTraining with networks' {
    It 'puts layer norm into the critic of an architecture with -CriticNorm' {
        $null = Start-Small @{ CriticNorm = 'layer'; OutputDirectory = "$TestDrive/normed" }
        $config = Get-Content "$TestDrive/normed/config.json" -Raw | ConvertFrom-Json
        $config.networks.critic | Should -Contain 'LayerNorm 16'
        $config.networks.generator | Should -Not -Contain 'LayerNorm 16'
        @(Start-WganTraining -Resume "$TestDrive/normed" -Iterations 7).Iteration | Should -Be 7
        (Test-WganResume "$TestDrive/normed" -Iterations 2).IsIdentical | Should -BeTrue
        { Start-WganTraining -Resume "$TestDrive/normed" -CriticNorm none } | Should -Throw -ErrorId 'SettingFixed*'
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1'
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2'
        { Start-Small @{ CriticNorm = 'layer'; Critic = $critic; Generator = $generator } } | Should -Throw -ErrorId 'CriticNormUnused*'
    }

    It 'trains modules of TorchSharp itself, goes on with them, and draws from them' {
        function New-Critic { [torch.nn]::Sequential([torch.nn]::Linear(2, 16), [torch.nn]::ReLU(), [torch.nn]::Linear(16, 1)) }
        function New-Generator { [torch.nn]::Sequential([torch.nn]::Linear(3, 16), [torch.nn]::ReLU(), [torch.nn]::Linear(16, 2)) }
        $run = "$TestDrive/modules"
        Set-TorchSeed 1
        $with = @{ Critic = New-Critic; Generator = New-Generator; EmaDecay = 0.9; OutputDirectory = "$TestDrive/whole modules" }
        $start = $with.Critic, $with.Generator | ForEach-Object { , @($_.parameters() | ForEach-Object { $_.detach().clone() }) }
        $null = Start-Small $with
        $parts = @{ Critic = New-Critic; Generator = New-Generator; EmaDecay = 0.9; OutputDirectory = $run; Iterations = 3 }
        foreach ($which in 0, 1) {
            $own = @(($parts.Critic, $parts.Generator)[$which].parameters())
            Invoke-NoGrad { for ($i = 0; $i -lt $own.Count; $i++) { $null = $own[$i].copy_($start[$which][$i]) } }
        }
        $null = Start-Small $parts
        { Start-WganTraining -Resume $run -Iterations 6 } | Should -Throw -ErrorId 'NetworkNotStored*' -ExpectedMessage '*-Critic*'
        { New-WganSample $run } | Should -Throw -ErrorId 'NetworkNotStored*' -ExpectedMessage '*-Generator*'
        $null = Start-WganTraining -Resume $run -Iterations 6 -Critic (New-Critic) -Generator (New-Generator)
        Get-Content "$run/metrics.csv" -Raw | Should -BeExactly (Get-Content "$TestDrive/whole modules/metrics.csv" -Raw)
        $samples = $run, "$TestDrive/whole modules" | ForEach-Object { New-WganSample $_ 5 -Generator (New-Generator) }
        ($samples[0] - $samples[1]).abs().max().item() | Should -Be 0
        { New-WganSample $run -Generator (New-Network 'Linear 3 4', 'Linear 4 2') } | Should -Throw -ErrorId 'CheckpointMismatch*'
    }
}

Describe 'Start-WganTraining stops by itself' {
    It 'when its time is over' {
        $null = Start-Small @{ Iterations = 1000000; TimeLimit = '00:00:00.3'; LogEvery = 1000 }
        $status = Get-Content "$TestDrive/run/status.json" -Raw | ConvertFrom-Json
        $status.state | Should -Be 'stopped'
        $status.message | Should -Match 'time limit'
    }

    It 'when the estimate has reached its target' {
        @(Start-Small @{ Iterations = 1000; TargetEstimate = 1000 }).Count | Should -Be 10
    }
}

Describe 'Test-WganResume' {
    It 'proves that a run resumes bit for bit' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/proof"; DecayLearningRate = $true }
        $proof = Test-WganResume "$TestDrive/proof" -Iterations 4
        $proof.IsIdentical | Should -BeTrue
        $proof.Differences | Should -BeNullOrEmpty
        $proof.StoppedAt | Should -Be 2
    }

    It 'takes the run''s own networks' {
        $critic = New-Network 'Linear 2 8', 'LeakyReLU 0.1', 'Linear 8 1'
        $generator = New-Network 'Linear 3 8', 'ReLU', 'Linear 8 2'
        $null = Start-Small @{ OutputDirectory = "$TestDrive/own"; Critic = $critic; Generator = $generator }
        (Test-WganResume "$TestDrive/own").IsIdentical | Should -BeTrue
    }

    It 'says what it compared' {
        $proof = Test-WganResume -Dataset 8Gaussians -HiddenSize 8 -BatchSize 8 -CriticSteps 2 -Iterations 5 -Optimizer rmsprop -EmaDecay 0.9
        $proof.IsIdentical | Should -BeTrue
        $proof.StoppedAt | Should -Be 2
        $proof.Compared | Should -Contain 'metrics.csv: 5 rows'
        foreach ($part in 'critic:*tensors*numbers', 'generator:*', 'critic optimizer:*', 'generator optimizer:*', 'generator ema:*') { @($proof.Compared) -like $part | Should -Not -BeNullOrEmpty }
        ($proof | Out-String) | Should -BeLike '*metrics.csv: 5 rows*generator optimizer:*'
    }

    It 'leaves networks that are handed over as they were' {
        $critic = New-Network 'Linear 2 8', 'Dropout 0.5', 'ReLU', 'Linear 8 1' -Seed 1
        $generator = New-Network 'Linear 3 8', 'BatchNorm1d 8', 'ReLU', 'Linear 8 2' -Seed 2
        $before = $critic.parameters()[0].clone()
        (Test-WganResume -Dataset 8Gaussians -Critic $critic -Generator $generator -BatchSize 8 -Iterations 4).IsIdentical | Should -BeTrue
        ($critic.parameters()[0] - $before).abs().max().item() | Should -Be 0
    }

    It 'takes a script block, for settings and for a run' {
        $own = { param($Critic, $Real, $Generated) $Critic.forward($Generated + 0.1 * [torch]::randn_like($Generated)).mean() - $Critic.forward($Real).mean() }
        (Test-WganResume -Dataset 8Gaussians -Objective $own -HiddenSize 8 -BatchSize 8 -Iterations 3).IsIdentical | Should -BeTrue
        $null = Start-Small @{ OutputDirectory = "$TestDrive/scripted"; Objective = $own; Iterations = 2 }
        (Test-WganResume "$TestDrive/scripted" -Objective $own).IsIdentical | Should -BeTrue
        { Test-WganResume "$TestDrive/scripted" } | Should -Throw -ErrorId 'ObjectiveNotStored*'
        { Test-WganResume "$TestDrive/scripted" -Objective $own -Optimizer sgd } | Should -Throw -ErrorId 'SettingFixed*'
    }

    It 'refuses what is no run' {
        { Test-WganResume "$TestDrive/nowhere" } | Should -Throw -ErrorId 'RunNotFound*'
    }
}

Describe 'New-WganSample' {
    BeforeAll { $null = Start-Small @{ OutputDirectory = "$TestDrive/sampled" } }

    It 'gives a tensor of samples, the same for the same seed' {
        $a = New-WganSample -Path "$TestDrive/sampled" -Count 300 -Seed 1
        $a.Shape | Should -Be 300, 2
        $b = New-WganSample -Path "$TestDrive/sampled" -Count 10 -Seed 1
        ($a.narrow(0, 0, 10) - $b).abs().max().item() | Should -Be 0
        ($b - (New-WganSample -Path "$TestDrive/sampled" -Count 10 -Seed 2)).abs().max().item() | Should -BeGreaterThan 0
    }

    It 'draws no more than the memory holds' {
        { New-WganSample "$TestDrive/sampled" -Count 1000000000000 } | Should -Throw -ErrorId 'OutOfMemory*'
    }

    It 'draws from the latest, the best or the checkpoint of an iteration' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/kept"; CheckpointEvery = 1; KeepCheckpoints = 2; BestMetric = 'SlicedWasserstein' }
        (Get-ChildItem "$TestDrive/kept/checkpoints/*.safetensors").Name | Sort-Object | Should -Be 'best.safetensors', 'iteration-0000000005.safetensors', 'iteration-0000000006.safetensors'
        $samples = 'latest', 6, 5, 'best' | ForEach-Object { New-WganSample "$TestDrive/kept" 5 -Checkpoint $_ }
        ($samples[0] - $samples[1]).abs().max().item() | Should -Be 0
        ($samples[0] - $samples[2]).abs().max().item() | Should -BeGreaterThan 0
        (Measure-WganSample -Path "$TestDrive/kept" -Checkpoint best -Count 50 -ExactCount 0).Protocol | Should -BeLike 'generator of the best checkpoint*'
        { New-WganSample "$TestDrive/kept" -Checkpoint 1 } | Should -Throw -ErrorId 'CheckpointMissing*' -ExpectedMessage '*5, 6*'
        { New-WganSample "$TestDrive/kept" -Checkpoint newest } | Should -Throw -ErrorId 'CheckpointUnknown*'
        { New-WganSample "$TestDrive/sampled" -Checkpoint best } | Should -Throw -ErrorId 'CheckpointMissing*' -ExpectedMessage '*SlicedWasserstein*'
        @(Start-WganTraining -Resume "$TestDrive/kept" -Iterations 7 -KeepCheckpoints 1).Count | Should -Be 1
        @(Get-ChildItem "$TestDrive/kept/checkpoints/*.safetensors").Count | Should -Be 2
        { Start-Small @{ Objective = 'r1'; BestMetric = 'WassersteinEstimate' } } | Should -Throw -ErrorId 'BestNotMeasured*'
        { Start-Small @{ KeepCheckpoints = 0 } } | Should -Throw -ErrorId 'SettingOutOfRange*'
    }

    It 'writes events for TensorBoard where they are asked for, and goes on with them' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/watched"; TensorBoard = $true }
        (Get-Content "$TestDrive/watched/config.json" -Raw | ConvertFrom-Json).Settings.TensorBoard | Should -BeTrue
        $events = Get-ChildItem "$TestDrive/watched/tensorboard/events.out.tfevents.*"
        $events | Should -HaveCount 1
        # A tag stands in the file as it is.
        $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($events.FullName))
        foreach ($tag in 'WassersteinEstimate', 'GradientNormMean', 'samples') { $text | Should -BeLike "*$tag*" }
        $null = Start-WganTraining -Resume "$TestDrive/watched" -Iterations 8
        Get-ChildItem "$TestDrive/watched/tensorboard" | Should -HaveCount 2
        $null = Start-WganTraining -Resume "$TestDrive/watched" -Iterations 9 -TensorBoard:$false
        Get-ChildItem "$TestDrive/watched/tensorboard" | Should -HaveCount 2
        Test-Path "$TestDrive/sampled/tensorboard" | Should -BeFalse
        (Start-WganTraining 8Gaussians -TensorBoard -WhatIf).TensorBoard | Should -BeTrue
    }

    It 'draws with averaged weights where the run has them, and without with -NoEma' {
        $null = Start-Small @{ OutputDirectory = "$TestDrive/ema"; EmaDecay = 0.9 }
        $raw = New-WganSample "$TestDrive/ema" 10 -NoEma
        ($raw - (New-WganSample "$TestDrive/sampled" 10)).abs().max().item() | Should -Be 0
        ($raw - (New-WganSample "$TestDrive/ema" 10)).abs().max().item() | Should -BeGreaterThan 0
        (Test-WganResume "$TestDrive/ema" -Iterations 2).IsIdentical | Should -BeTrue
        { Start-WganTraining -Resume "$TestDrive/ema" -EmaDecay 0.5 } | Should -Throw -ErrorId 'SettingFixed*'
        { Start-Small @{ EmaDecay = 1 } } | Should -Throw -ErrorId 'SettingOutOfRange*'
        (Start-WganTraining 8Gaussians -Preset r1 -WhatIf).EmaDecay | Should -Be 0.999
        (Start-WganTraining 8Gaussians -WhatIf).EmaDecay | Should -Be 0
    }

    It 'takes the run of a record from the pipeline' {
        $record = @(Start-Small @{ OutputDirectory = "$TestDrive/piped" })[-1]
        ($record | New-WganSample -Count 3).Shape | Should -Be 3, 2
    }

    It 'refuses what is no run, and one without a checkpoint' {
        { New-WganSample "$TestDrive/nowhere" } | Should -Throw -ErrorId 'RunNotFound*'
        Remove-Item "$TestDrive/sampled/checkpoints" -Recurse
        { New-WganSample "$TestDrive/sampled" } | Should -Throw -ErrorId 'CheckpointMissing*'
    }
}
