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
