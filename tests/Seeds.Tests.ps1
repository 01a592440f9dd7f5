BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force
    $small = @{ Dataset = '8Gaussians'; Iterations = 4; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; LogEvery = 1; ThreadCount = 1 }
}

Describe 'Start-WganTraining with several seeds' {
    It 'streams the records of all runs and reports mean and deviation' {
        $records = Start-WganTraining @small -Seed 1, 2, 3 -OutputDirectory "$TestDrive/three" -InformationVariable report
        $records.Seed | Should -Be 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3
        $records[-1].Run | Should -Be 'three/seed-3'
        "$report" | Should -BeLike '3 seeds at iteration 4, mean ± sd: WassersteinEstimate *summary.csv)'
        $row = Import-MetricCsv "$TestDrive/three/summary.csv" | Where-Object Metric -eq CriticLoss
        $mean = ($records | Where-Object Iteration -eq 4 | Measure-Object CriticLoss -Average).Average
        [Math]::Abs($row.Mean - $mean) | Should -BeLessThan 1e-6
        $row.Count | Should -Be 3
    }

    It 'is one object for Compare-WganRun, and a mean in a band for Export-MetricChart' {
        $null = Start-WganTraining @small -Seed 1, 2 -Lambda 10 -OutputDirectory "$TestDrive/ten"
        $null = Start-WganTraining @small -Seed 1, 2 -Lambda 1 -OutputDirectory "$TestDrive/one"
        $runs = Get-WganRun "$TestDrive/ten", "$TestDrive/one"
        $runs.Name | Should -Be 'ten/seed-1', 'ten/seed-2', 'one/seed-1', 'one/seed-2'
        $compared = $runs | Compare-WganRun
        $compared.Name | Should -Be 'ten', 'one'
        $compared.Runs | Should -Be 2, 2
        $compared.Difference | Should -Be 'Lambda 10', 'Lambda 1'
        $compared[0].CriticLoss | Should -Be (($runs[0].CriticLoss + $runs[1].CriticLoss) / 2)
        # Of two values it is their distance over the root of two.
        $deviation = [Math]::Abs($runs[0].CriticLoss - $runs[1].CriticLoss) / [Math]::Sqrt(2)
        [Math]::Abs($compared[0].CriticLossStd - $deviation) | Should -BeLessThan 1e-12
        $compared | Out-String | Should -Match 'ten +Lambda 10 +2 +Completed +4 +-?[\d.]+ ± [\d.]+'
        $compared | Export-MetricChart "$TestDrive/band.svg" -Metric WassersteinEstimate
        "$TestDrive/band.svg" | Should -FileContentMatch 'Lambda 10 \(mean ± sd, n = 2\)'
        ($runs | Compare-WganRun -EachSeed).Difference | Should -Be 'Lambda 10, Seed 1', 'Lambda 10, Seed 2', 'Lambda 1, Seed 1', 'Lambda 1, Seed 2'
    }

    It 'goes on with what is left after the pipeline stopped it' {
        Start-WganTraining @small -Seed 1, 2 -OutputDirectory "$TestDrive/stopped" | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        $null = Start-WganTraining -Resume -OutputDirectory "$TestDrive/stopped"
        (Get-WganRun "$TestDrive/stopped").Status | Should -Be 'Completed', 'Completed'
        Get-Content "$TestDrive/stopped/seed-2/metrics.csv" -Raw | Should -Be (Get-Content "$TestDrive/three/seed-2/metrics.csv" -Raw)
    }

    It 'resolves the settings of each seed for -WhatIf, and trains nothing' {
        $settings = Start-WganTraining @small -Seed (4..6) -OutputDirectory "$TestDrive/none" -WhatIf
        $settings.Seed | Should -Be 4, 5, 6
        Test-Path "$TestDrive/none" | Should -BeFalse
    }

    It 'runs as a job' {
        $job = Start-WganTraining @small -Seed 1, 2 -OutputDirectory "$TestDrive/job" -AsJob
        try {
            ($job | Wait-Job).State | Should -Be 'Completed'
            "$($job.Information)" | Should -BeLike '2 seeds at iteration 4*'
            (Receive-Job $job).Count | Should -Be 8
            $job.StatusMessage | Should -Be 'Iteration 8 of 8'
        }
        finally { Remove-Job $job -Force }
    }

    It 'refuses networks that are handed over, a seed twice, and seeds for a single run' {
        $critic = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1'
        $generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2'
        { Start-WganTraining @small -Critic $critic -Generator $generator -Seed 1, 2 } | Should -Throw -ErrorId 'SeedsNeedArchitecture*'
        { Start-WganTraining @small -Seed 1, 1 -OutputDirectory "$TestDrive/x" } | Should -Throw -ErrorId 'SeedRepeated*'
        { Start-WganTraining -Resume -Seed 1, 2 -OutputDirectory "$TestDrive/three/seed-1" } | Should -Throw -ErrorId 'SeedsNotSeries*'
    }
}
