BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    $small = @{ Dataset = '8Gaussians'; Iterations = 4; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; LogEvery = 1; ThreadCount = 1 }
    foreach ($run in @{ Seed = 1; Lambda = 1 }, @{ Seed = 2; Lambda = 1 }, @{ Seed = 1; Lambda = 10 }) {
        $null = Start-WganTraining @small @run -OutputDirectory "$TestDrive/runs/lambda$($run.Lambda)-seed$($run.Seed)"
    }
    # Long enough that the pipeline's end comes before its own.
    $long = $small.Clone()
    $long.Iterations = 100000
    $null = Start-WganTraining @long -OutputDirectory "$TestDrive/runs/stopped[1]" -Seed 1 | Select-Object -First 1
}

Describe 'Get-WganRun' {
    It 'lists the runs that a wildcard matches' {
        $runs = Get-WganRun "$TestDrive/runs/*"
        $runs.Name | Should -Be 'lambda1-seed1', 'lambda1-seed2', 'lambda10-seed1', 'stopped[1]'
        $runs[0].Status | Should -Be 'Completed'
        $runs[0].Iteration | Should -Be 4
        $runs[0].Path | Should -Be (Get-Item "$TestDrive/runs/lambda1-seed1").FullName
        $runs[0].Duration | Should -BeOfType ([timespan])
        $runs[0].Started | Should -BeOfType ([datetime])
    }

    It 'lists ./runs by default, and nothing where there is none' {
        Push-Location $TestDrive
        try { @(Get-WganRun).Count | Should -Be 4 }
        finally { Pop-Location }
        $null = New-Item -ItemType Directory "$TestDrive/none"
        Push-Location "$TestDrive/none"
        try { @(Get-WganRun -ErrorAction Stop).Count | Should -Be 0 }
        finally { Pop-Location }
    }

    It 'has settings and last metrics to filter and sort by' {
        (Get-WganRun "$TestDrive/runs/*" | Where-Object Lambda -eq 10).Name | Should -Be 'lambda10-seed1'
        $sorted = Get-WganRun "$TestDrive/runs/lambda*" | Sort-Object WassersteinEstimate
        $sorted[0].WassersteinEstimate | Should -BeLessThan $sorted[2].WassersteinEstimate
        $last = @(Import-MetricCsv "$TestDrive/runs/lambda1-seed2/metrics.csv")[-1]
        $run = Get-WganRun "$TestDrive/runs/lambda1-seed2"
        foreach ($metric in 'CriticLoss', 'WassersteinEstimate', 'GradientPenalty', 'GradientNormMean') { $run.$metric | Should -Be $last.$metric }
        $run.Settings.Seed | Should -Be 2
    }

    It 'takes runs, folders and paths from the pipeline, brackets included' {
        (Get-ChildItem "$TestDrive/runs" -Directory | Get-WganRun).Count | Should -Be 4
        (Get-WganRun "$TestDrive/runs/stopped[1]").Status | Should -Be 'Stopped'
        (Get-WganRun "$TestDrive/runs/*" | Get-WganRun).Count | Should -Be 4
    }

    It 'goes on after a directory that is damaged or foreign' {
        Copy-Item "$TestDrive/runs/lambda1-seed1" "$TestDrive/mixed/good" -Recurse
        Copy-Item "$TestDrive/runs/lambda1-seed1" "$TestDrive/mixed/bad" -Recurse
        Set-Content "$TestDrive/mixed/bad/config.json" '{ "settings"'
        Remove-Item "$TestDrive/mixed/bad/checkpoints/config.json"
        $null = New-Item -ItemType Directory "$TestDrive/mixed/foreign"
        Set-Content "$TestDrive/mixed/file.txt" 'a file is left out'
        $runs = @(Get-WganRun "$TestDrive/mixed/*" -ErrorAction SilentlyContinue -ErrorVariable problems)
        $runs.Name | Should -Be 'good'
        @($problems).Count | Should -Be 2
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RunFileUnreadable*'
        $problems[1].FullyQualifiedErrorId | Should -BeLike 'RunNotFound*'
    }

    It 'shows a table' {
        $text = Get-WganRun "$TestDrive/runs/lambda1-seed1" | Out-String
        $text | Should -Match 'Name +Status +Iteration +Duration'
        $text | Should -Match 'lambda1-seed1 +Completed +4 '
    }

    It 'lists what matters of a run and of a comparison behind objects of another type' {
        $text = & { New-Tensor 1; Get-WganRun "$TestDrive/runs/lambda1-seed1"; Get-WganRun "$TestDrive/runs/lambda*" | Compare-WganRun -EachSeed } | Out-String -Width 200
        $text | Should -Match 'WassersteinEstimate\s*:'
        $text | Should -Match 'Difference\s*:'
        $text | Should -Not -Match 'DatasetFingerprint|GradientNormP95'
    }

    It 'shows a run that goes on, and one whose process was killed' {
        $job = Start-WganTraining @small -Seed 3 -Force -OutputDirectory "$TestDrive/live" -AsJob
        try { (Get-WganRun "$TestDrive/live").Status | Should -BeIn 'Running', 'Completed' }
        finally { Stop-Job $job; Remove-Job $job }
        $status = Get-Content "$TestDrive/live/status.json" -Raw | ConvertFrom-Json
        [pscustomobject]@{ state = 'running'; iteration = 1; elapsedSeconds = 1.5; updated = [datetime]::UtcNow.ToString('o'); processId = [int]::MaxValue; host = [Environment]::MachineName } |
            ConvertTo-Json | Set-Content "$TestDrive/live/status.json"
        (Get-WganRun "$TestDrive/live").Status | Should -Be 'Died'
    }
}

Describe 'Compare-WganRun' {
    It 'shows the settings that differ and the metrics, a row a run' {
        $compared = Get-WganRun "$TestDrive/runs/lambda*" | Compare-WganRun -EachSeed
        $compared.Difference | Should -Be 'Lambda 1, Seed 1', 'Lambda 1, Seed 2', 'Lambda 10, Seed 1'
        $compared.Lambda | Should -Be 1, 1, 10
        $compared[0].PSObject.Properties['BatchSize'] | Should -BeNullOrEmpty
        $compared[0].CriticLoss | Should -Be (Get-WganRun "$TestDrive/runs/lambda1-seed1").CriticLoss
    }

    It 'shows a table' {
        Get-WganRun "$TestDrive/runs/lambda*" | Compare-WganRun -EachSeed | Out-String | Should -Match 'lambda10-seed1 +Lambda 10, Seed 1 +1 +Completed'
    }

    It 'leads to overlaid curves, named by the differences' {
        Get-WganRun "$TestDrive/runs/lambda*" | Compare-WganRun -EachSeed | Export-MetricChart "$TestDrive/compare.svg" -Metric WassersteinEstimate
        foreach ($name in 'Lambda 1, Seed 1', 'Lambda 1, Seed 2', 'Lambda 10, Seed 1') { "$TestDrive/compare.svg" | Should -FileContentMatch $name }
    }

    It 'keeps runs apart that differ in nothing' {
        Copy-Item "$TestDrive/runs/lambda1-seed1" "$TestDrive/twin/lambda1-seed1" -Recurse
        Get-WganRun "$TestDrive/runs/lambda1-seed1", "$TestDrive/twin/lambda1-seed1" | Compare-WganRun | Export-MetricChart "$TestDrive/twins.svg" -Metric CriticLoss
        "$TestDrive/twins.svg" | Should -Not -FileContentMatch 'mean'
        "$TestDrive/twins.svg" | Should -FileContentMatch 'twin'
    }
}

Describe 'Export-MetricChart of runs' {
    It 'groups by a setting' {
        Get-WganRun "$TestDrive/runs/lambda*" | Export-MetricChart "$TestDrive/groups.svg" -Metric CriticLoss -GroupBy Lambda
        "$TestDrive/groups.svg" | Should -FileContentMatch 'n = 2'
    }
}
