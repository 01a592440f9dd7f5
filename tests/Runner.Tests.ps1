# The small runner for machines without Pester (tests/runner). Each suite below is written to a file and run by the
# runner in a child shell, so that this file says the same whether our runner or the real Pester runs it. The counts
# are what Pester 5.9 gives for the same suites, except for exit and for what our runner refuses.

BeforeDiscovery {
    $suites = @(
        @{
            Name = 'passing tests'; Passed = 2
            Text = @'
Describe 'd' {
    It 'adds' { 1 + 1 | Should -Be 2 }
    Context 'c' { It 'is quiet without an assertion' { } }
}
'@
        }
        @{
            Name = 'a failing assertion'; Passed = 1; Failed = 1
            Text = @'
Describe 'd' {
    It 'fails' { 1 | Should -Be 2 -Because 'reasons' }
    It 'still runs' { 1 | Should -Be 1 }
}
'@
            Printed = "Expected 1 to be 2, because reasons\.\s+at .*suite\.Tests\.ps1:2"
        }
        @{
            Name = 'a test that throws'; Passed = 1; Failed = 3
            Text = @'
Describe 'd' {
    It 'throws' { throw 'broken' }
    It 'calls nothing' { Get-NoSuchCommand }
    It 'divides' { 1 / 0 }
    It 'writes an error' { Write-Error 'harmless' 2>$null }
}
'@
        }
        @{
            Name = 'skipped tests and blocks'; Passed = 1; Skipped = 4
            Text = @'
Describe 'd' {
    It 'a' -Skip { throw 'not run' }
    It 'b' -Skip:$false { }
    Context 'c' -Skip {
        BeforeAll { throw 'not run' }
        It 'e <_>' -ForEach 1, 2 { throw 'not run' }
        Context 'deep' { It 'f' { throw 'not run' } }
    }
}
'@
        }
        @{
            Name = 'cases'; Passed = 10
            Text = @'
Describe 'block <n>' -ForEach @{ n = 1 }, @{ n = 2 } {
    BeforeAll { $ten = $n * 10 }
    It 'sees <n> as <_.n>' { $ten | Should -Be ($_.n * 10) }
    It 'case <_>' -ForEach 'a', 'b' { $_ | Should -BeIn 'a', 'b' }
    It 'named <x>' -TestCases @{ x = 5 } { $x | Should -Be 5 }
    It 'binds <x>' -ForEach @{ x = 6 } { param ($x) $x | Should -Be 6 }
    It 'none' -ForEach @() { throw 'not run' }
}
'@
            Printed = '(?s)block 1.*sees 1 as 1.*case b.*block 2'
        }
        @{
            Name = 'scopes of setups and tests'; Passed = 5
            Text = @'
BeforeAll { function Get-Helper { 'help' }; $log = [System.Collections.ArrayList]::new() }
Describe 'd' {
    BeforeAll { $count = 0 }
    BeforeEach { $null = $log.Add('b1') }
    AfterEach { $null = $log.Add('a1') }
    It 'changes its own copy' { $count++; $count | Should -Be 1; Get-Helper | Should -Be 'help' }
    It 'does not see that change' { $count | Should -Be 0; $log -join ' ' | Should -Be 'b1 a1 b1' }
    Context 'c' {
        BeforeAll { $inner = $count + 1 }
        BeforeEach { $null = $log.Add('b2') }
        AfterEach { $null = $log.Add('a2') }
        It 'runs setups from the outside in' { $log -join ' ' | Should -Be 'b1 a1 b1 a1 b1 b2'; $inner | Should -Be 1 }
        It 'runs teardowns from the inside out' { $log -join ' ' | Should -Be 'b1 a1 b1 a1 b1 b2 a2 a1 b1 b2' }
    }
    It 'does not see a nested block' { $inner | Should -BeNullOrEmpty }
}
'@
        }
        @{
            Name = 'a failing BeforeAll'; Failed = 3; Blocks = 1
            Text = @'
Describe 'd' {
    BeforeAll { throw 'no setup' }
    It 'a' { }
    It 'b' -Skip { }
    Context 'c' { It 'e' { } }
}
'@
        }
        @{
            Name = 'a failing AfterAll'; Passed = 1; Blocks = 1
            Text = "Describe 'd' { It 'a' { }; AfterAll { throw 'no teardown' } }"
        }
        @{
            Name = 'failing BeforeEach and AfterEach'; Failed = 2
            Text = @'
Describe 'd' {
    Context 'before' { BeforeEach { throw 'x' }; It 'a' { } }
    Context 'after' { AfterEach { throw 'x' }; It 'a' { } }
}
'@
        }
        @{
            Name = 'an error while tests are found'; Passed = 1; Files = 1
            Text = "Describe 'd' { It 'a' { }; throw 'lost'; It 'b' { } }"
        }
        @{
            Name = 'a file that does not parse'; Files = 1
            Text = "Describe 'd' {`n  It 'a' {"
            Printed = 'suite\.Tests\.ps1:\d'
        }
        @{
            Name = 'a test outside of a Describe'; Files = 1
            Text = "It 'a' { }"
        }
        @{
            Name = 'an operator that does not exist'; Passed = 1; Failed = 2
            Text = @'
Describe 'd' {
    It 'a' { 1 | Should -BeApproximately 1 }
    It 'b' { 1 | Should -Be 1 -Tolerance 1 }
    It 'c' { { 1 | Should -BeApproximately 1 } | Should -Throw }
}
'@
        }
        @{
            Name = 'a parameter that does not exist'; Files = 1
            Text = "Describe 'd' { It 'a' -Retry 3 { } }"
        }
        @{
            Name = 'commands outside of the subset'; Failed = 2
            Text = @'
Describe 'd' {
    It 'a' { Mock Get-Command { } }
    It 'b' { InModuleScope Microsoft.PowerShell.Core { } }
}
'@
            Printed = 'Mock is not in the subset'
        }
        @{
            Name = 'Should without an operator'; Failed = 1
            Text = "Describe 'd' { It 'a' { 1 | Should } }"
        }
        @{
            Name = 'a test that calls exit'; Passed = 2; Failed = 1
            Text = "Describe 'd' { It 'a' { exit 3 }; It 'b' { }; It 'c' { } }"
            Printed = 'called exit'
        }
        @{
            Name = 'a file that calls exit'; Passed = 1; Files = 1
            Text = "Describe 'd' { It 'a' { } }`nexit 0"
        }
        @{
            Name = 'break and continue outside of a loop'; Passed = 2
            Text = "Describe 'd' { It 'a' { break }; It 'b' { continue } }"
        }
        @{
            Name = 'the test drive'; Passed = 4
            Text = @'
Describe 'd' {
    BeforeAll { Set-Content -Path TestDrive:/kept -Value 1 }
    It 'is a drive and a folder' { 'TestDrive:/kept' | Should -Exist; "$TestDrive/kept" | Should -FileContentMatch '^1$' }
    Context 'c' { It 'makes a file' { Set-Content -Path TestDrive:/lost -Value 2; 'TestDrive:/kept' | Should -Exist } }
    It 'is cleared of what a block left' { 'TestDrive:/lost' | Should -Not -Exist }
}
Describe 'e' { It 'starts empty' { 'TestDrive:/kept' | Should -Not -Exist } }
'@
        }
    )
}

Describe 'MiniPester' -ForEach @{ Suites = $suites } {
    BeforeAll {
        # One child for all suites. It prints a line with the name before each, and one with the counts after it.
        for ($i = 0; $i -lt $Suites.Count; $i++) {
            $null = New-Item -ItemType Directory -Path "$TestDrive/$i"
            Set-Content -Path "$TestDrive/$i/suite.Tests.ps1" -Value $Suites[$i].Text
        }
        Set-Content -Path "$TestDrive/child.ps1" -Value @'
param ($Runner, $Folder, $Count)
Import-Module $Runner
for ($i = 0; $i -lt $Count; $i++) {
    $run = Invoke-MiniPester -Path "$Folder/$i/suite.Tests.ps1"
    "COUNTS $($run.PassedCount) $($run.FailedCount) $($run.SkippedCount) $($run.FailedBlocksCount) $($run.FailedContainersCount) $($run.Result)"
}
'@
        # The shell that runs this; its first argument is its own assembly where dotnet started it.
        $shell = [System.Environment]::ProcessPath
        $arguments = @(if ($shell -match 'dotnet(\.exe)?$') { [System.Environment]::GetCommandLineArgs()[0] })
        $arguments += '-NoProfile', '-NonInteractive', '-File', "$TestDrive/child.ps1"
        $output = & $shell @arguments "$PSScriptRoot/runner/MiniPester.psd1" $TestDrive $Suites.Count 2>&1

        $runs = @{}
        $text = ''
        foreach ($line in $output) {
            if ($line -match '^COUNTS (.*)') {
                $runs[$Suites[$runs.Count].Name] = @{ Counts = $Matches[1]; Printed = $text }
                $text = ''
            }
            else { $text += "$line`n" }
        }
    }

    It 'counts <Name>' -ForEach $Suites {
        $expected = foreach ($count in $Passed, $Failed, $Skipped, $Blocks, $Files) { [int] $count }
        $expected += if ($Failed -or $Blocks -or $Files) { 'Failed' } else { 'Passed' }

        $runs[$Name].Counts | Should -Be ($expected -join ' ') -Because $runs[$Name].Printed
        $runs[$Name].Printed | Should -Match $(if ($Printed) { $Printed } else { 'passed, \d+ failed, \d+ skipped' })
    }

    It 'has the outcome of Pester for <_>' -ForEach @(
        '@(1, 2) | Should -Be @(1, 2)'
        '"a" | Should -Be "A"'
        '@() | Should -Be $null'
        '@(@(1, 2), @(3)) | Should -Be @(@(1, 2), @(3))'
        '"a" | Should -Not -BeExactly "A"'
        '"" | Should -BeNullOrEmpty'
        '@{} | Should -BeNullOrEmpty'
        '0 | Should -Not -BeNullOrEmpty'
        '@() | Should -BeFalse'
        '3, 4 | Should -BeGreaterThan 2'
        '2 | Should -BeGreaterOrEqual 2'
        '2 | Should -BeLessOrEqual 2'
        '2 | Should -Not -BeLessThan 2'
        '"abc" | Should -BeLike "A*"'
        '"abc" | Should -Not -BeLikeExactly "A*"'
        '"abc" | Should -Match "^A"'
        '"abc" | Should -Not -MatchExactly "^A"'
        '1 | Should -BeIn 1, 2'
        '1, 2 | Should -Contain 2'
        '$null | Should -HaveCount 1'
        '@() | Should -HaveCount 0'
        '1 | Should -BeOfType [int]'
        '1, 2 | Should -BeOfType ([int])'
        '$null | Should -Not -BeOfType int'
        '{ throw "abc" } | Should -Throw "a*"'
        '{ throw "abc" } | Should -Throw -ErrorId "abc" -ExceptionType ([System.Exception])'
        '{ Get-NoSuchCommand } | Should -Throw -ErrorId CommandNotFoundException'
        '{ Write-Error "x" -ErrorAction SilentlyContinue } | Should -Not -Throw'
    ) {
        & ([scriptblock]::Create($_))

        # The opposite assertion must fail, or the operator would pass everything.
        $opposite = if ($_ -match '-Not ') { $_ -replace '-Not ' } else { $_ -replace 'Should ', 'Should -Not ' }
        { & ([scriptblock]::Create($opposite)) } | Should -Throw
    }
}

Describe 'the results that build.ps1 repeats' {
    It 'name every failed test, block and file with its message' {
        Set-Content -Path "$TestDrive/a.Tests.ps1" -Value @'
Describe 'outer' {
    Context 'inner <_>' -ForEach 7 {
        It 'adds <_>' { 1 | Should -Be 2 }
        It 'holds' { }
    }
    Context 'broken' {
        AfterAll { throw 'no way back' }
        It 'runs' { }
    }
}
'@
        Set-Content -Path "$TestDrive/b.Tests.ps1" -Value 'throw "nothing found"'
        $shell = [System.Environment]::ProcessPath
        $arguments = @(if ($shell -match 'dotnet(\.exe)?$') { [System.Environment]::GetCommandLineArgs()[0] })
        $arguments += '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Invoke-Suite.ps1"
        $null = & $shell @arguments -Path "$TestDrive/*.Tests.ps1" -ResultPath "$TestDrive/result.json" 2>&1

        $result = Get-Content "$TestDrive/result.json" -Raw | ConvertFrom-Json
        "$($result.Passed) $($result.Failed) $($result.Skipped)" | Should -Be '2 3 0'
        $result.Failures.Name | Should -HaveCount 3
        $result.Failures[0].Name | Should -Be 'outer.inner 7.adds 7'
        $result.Failures[0].Message | Should -BeLike '*Expected*2*'
        $result.Failures[1].Name | Should -Be 'outer.broken'
        $result.Failures[1].Message | Should -BeLike '*no way back*'
        $result.Failures[2].Name | Should -BeLike '*b.Tests.ps1'
        $result.Failures[2].Message | Should -BeLike '*nothing found*'
    }

    It 'name every failed unit test, and say why the test process ended' {
        Set-Content -Path "$TestDrive/unit.trx" -Value @'
<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Results>
    <UnitTestResult testName="A.Works" outcome="Passed" />
    <UnitTestResult testName="A.Fails(n: 1)" outcome="Failed"><Output><ErrorInfo><Message>1 is not &lt; 0</Message><StackTrace>at A</StackTrace></ErrorInfo></Output></UnitTestResult>
  </Results>
  <ResultSummary outcome="Failed"><RunInfos>
    <RunInfo outcome="Warning"><Text>slow</Text></RunInfo>
    <RunInfo outcome="Error"><Text>[xUnit.net 00:00:00.43]     A.Fails(n: 1) [FAIL]</Text></RunInfo>
    <RunInfo outcome="Error"><Text>Test host process crashed</Text></RunInfo>
  </RunInfos></ResultSummary>
</TestRun>
'@
        $failed = @(& "$PSScriptRoot/Get-FailedUnitTest.ps1" "$TestDrive/unit.trx")
        $failed.Name -join '; ' | Should -Be 'A.Fails(n: 1); tests/Core.Tests'
        $failed.Message -join '; ' | Should -Be '1 is not < 0; Test host process crashed'
    }

    It 'are nothing where nothing failed' {
        Set-Content -Path "$TestDrive/green.trx" -Value '<TestRun><Results><UnitTestResult testName="A.Works" outcome="Passed" /></Results><ResultSummary outcome="Completed" /></TestRun>'
        & "$PSScriptRoot/Get-FailedUnitTest.ps1" "$TestDrive/green.trx" | Should -BeNullOrEmpty
    }
}
