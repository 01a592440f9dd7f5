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
