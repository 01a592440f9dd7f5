# The experiments and the about topics run as they stand.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1')
    $experiments = Convert-Path (Join-Path $PSScriptRoot '../experiments')
}

Describe 'experiments/gradient-walkthrough.ps1' {
    It 'shows every step of the note' {
        $lines = & (Join-Path $experiments gradient-walkthrough.ps1) -BatchSize 2 6>&1 | ForEach-Object { "$_" }
        $text = $lines -join "`n"
        $text | Should -Match 'RequiresGradMissing'
        $text | Should -Match '\$a\.Grad before\s+\$null'
        $text | Should -Match '\$c\.GradFn\s+MulBackward0'
        $text | Should -Match '\$a\.Grad after \(the value of \$b\)\s+2'
        $text | Should -Match 'equal to 2 \* gradient\s+True'
        $text | Should -Match 'GraphFreed'
        $text | Should -Match '\$w\.Grad, another leaf\s+3'
    }
}

Describe 'experiments/reproduce-toys.ps1' {
    BeforeAll {
        $arguments = @{
            Datasets = '8Gaussians', 'SwissRoll'; Objectives = 'wgan', 'wgan-gp'; Seeds = 1, 2; Iterations = 3; HiddenSize = 8; Count = 100
            RunDirectory = "$TestDrive/toys/runs"; ResultDirectory = "$TestDrive/toys/results"
        }
        $script = Join-Path $experiments reproduce-toys.ps1
    }

    It 'writes a table of means over seeds, a report and figures' {
        $first = & $script @arguments | Out-String
        $first | Should -Match '8 runs, 8 of them to train for 3 iterations'
        $rows = @(Import-MetricCsv "$TestDrive/toys/results/table.csv")
        $rows.Count | Should -Be 4
        $rows.Seeds | Should -Be 2, 2, 2, 2
        $runs = Get-WganRun "$TestDrive/toys/runs/SwissRoll/wgan-gp/*"
        $row = $rows | Where-Object { $_.Dataset -eq 'SwissRoll' -and $_.Objective -eq 'wgan-gp' }
        [Math]::Abs($row.SlicedWasserstein - ($runs[0].SlicedWasserstein + $runs[1].SlicedWasserstein) / 2) | Should -BeLessThan 1e-12
        $row.Modes | Should -BeNullOrEmpty
        "$TestDrive/toys/results/table.md" | Should -FileContentMatch '\| 8Gaussians \| wgan \| [\d.]+ ± [\d.]+ of 8 \|'
        "$TestDrive/toys/results/table.md" | Should -FileContentMatch '100 generated against 100 real samples from fresh draws of SwissRoll'
        (Get-Item "$TestDrive/toys/results/8Gaussians.png").Length | Should -BeLessThan 150kb
    }

    It 'does nothing twice' {
        $again = & $script @arguments | Out-String
        $again | Should -Match '8 runs, 0 of them to train'
        @(Import-MetricCsv "$TestDrive/toys/runs/8Gaussians/wgan/seed-1/evaluation.csv").Count | Should -Be 1
    }
}

Describe 'about_Autograd_Gradients' {
    BeforeAll {
        # The snippets are the lines indented by eight; a blank line or text ends one. "# error Id" says how a line must fail.
        $text = Get-Content (Join-Path $PSScriptRoot '../module/AutogradPS/en-US/about_Autograd_Gradients.help.txt')
        $snippets = @($text | ForEach-Object { if ($_ -match '^ {8}(\S.*)$') { $Matches[1] } })
    }

    It 'has snippets that do what their comments say' {
        $failures = foreach ($line in $snippets) {
            $code, $says = $line -split '\s+# ', 2
            if ($says -like 'error *') {
                try { . ([scriptblock]::Create($code)) | Out-Null; "$line : no error" }
                catch { if ($_.FullyQualifiedErrorId -notlike "$($says.Substring(6)),*") { "$line : $($_.FullyQualifiedErrorId)" } }
                continue
            }
            $value = . ([scriptblock]::Create($code))
            if ($code -match '^\$\w+ = ') { continue } # an assignment shows nothing
            if ($says -match '^(True|False|MulBackward0|[-\d., ]*(\$null)?)') {
                $wanted = $Matches[0].Trim(' ', ',').Replace(' ', '')
                $shown = @($value | ForEach-Object { if ($null -eq $_) { '$null' } elseif ($_ -is [torch.Tensor]) { $_.reshape(-1).tolist() } else { $_ } }) -join ','
                if ($wanted -and $shown -ne $wanted) { "$line : $shown" }
            }
        }
        $failures -join "`n" | Should -BeNullOrEmpty
        $snippets.Count | Should -BeGreaterThan 40
    }
}
