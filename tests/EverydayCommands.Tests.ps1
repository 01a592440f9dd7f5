# The commands a script uses every day, which our host supplies where pwsh's own modules are missing. The same file
# passes under pwsh, whose results are the measure.

BeforeDiscovery {
    # Text that is run, and what comes of it, joined by blanks.
    $objects = @(
        @{ Code = '1..5 | Select-Object -First 2'; Gives = '1 2' }
        @{ Code = '1..5 | Select-Object -First 0'; Gives = '' }
        @{ Code = '1..5 | Select-Object -Last 2 -Skip 1'; Gives = '3 4' }
        @{ Code = '1..9 | Select-Object -First 2 -Last 2 -Skip 1'; Gives = '2 3 8 9' }
        @{ Code = '1..5 | Select-Object -SkipLast 3'; Gives = '1 2' }
        @{ Code = '1..5 | Select-Object -Index 0, 3'; Gives = '1 4' }
        @{ Code = '"a", "A", "a" | Select-Object -Unique'; Gives = 'a A' }
        @{ Code = '"a", "A" | Select-Object -Unique -CaseInsensitive'; Gives = 'a' }
        @{ Code = '[pscustomobject]@{ a = 1; b = 2 } | Select-Object -Property a, @{ n = "c"; e = { $_.b * 2 } }'; Gives = '@{a=1; c=4}' }
        @{ Code = '[pscustomobject]@{ ab = 1; ac = 2; d = 3 } | Select-Object a*'; Gives = '@{ab=1; ac=2}' }
        @{ Code = '[pscustomobject]@{ a = 1; b = 2 } | Select-Object * -ExcludeProperty a'; Gives = '@{b=2}' }
        @{ Code = '[pscustomobject]@{ a = 1, 2 } | Select-Object -ExpandProperty a'; Gives = '1 2' }
        @{ Code = '[pscustomobject]@{ a = 1 } | Select-Object none | ForEach-Object { "[$($_.none)]" }'; Gives = '[]' }
        @{ Code = '3, 1, 2 | Sort-Object'; Gives = '1 2 3' }
        @{ Code = '3, 1, 2 | Sort-Object -Descending'; Gives = '3 2 1' }
        @{ Code = '"b", "A", "a" | Sort-Object -Unique'; Gives = 'A b' }
        @{ Code = '"10", "9" | Sort-Object { [int] $_ }'; Gives = '9 10' }
        @{ Code = '3, 1, 2 | Sort-Object -Top 2'; Gives = '1 2' }
        @{ Code = '3, 1, 2 | Sort-Object -Bottom 2'; Gives = '2 3' }
        @{ Code = '@{ a = 1; b = 1 }, @{ a = 2; b = 1 }, @{ a = 2; b = 0 } | ForEach-Object { [pscustomobject] $_ } | Sort-Object @{ e = "a"; Descending = $true }, b | ForEach-Object { "$($_.a)$($_.b)" }'; Gives = '20 21 11' }
        @{ Code = '1..5 | Group-Object { $_ % 2 } | ForEach-Object { "$($_.Name):$($_.Count):$($_.Group)" }'; Gives = '0:2:2 4 1:3:1 3 5' }
        @{ Code = '("a", "b", "a" | Group-Object -AsHashTable -AsString)["a"].Count'; Gives = '2' }
        @{ Code = '("b", "a", "b" | Group-Object)[0].Group[0].Length'; Gives = '1' }
        @{ Code = '("a", "bcd" | Measure-Object { $_.Length * 2 } -Sum).Sum'; Gives = '8' }
        @{ Code = '1..4 | Measure-Object -Sum -Average -Minimum -Maximum | ForEach-Object { $_.Count, $_.Sum, $_.Average, $_.Minimum, $_.Maximum }'; Gives = '4 10 2.5 1 4' }
        @{ Code = '(2, 4, 4, 4, 5, 5, 7, 9 | Measure-Object -StandardDeviation).StandardDeviation.ToString("F4")'; Gives = '2.1381' }
        @{ Code = '"a b", "c" | Measure-Object -Line -Word -Character | ForEach-Object { $_.Lines, $_.Words, $_.Characters }'; Gives = '2 3 4' }
        @{ Code = '(@() | Measure-Object).Count'; Gives = '0' }
        @{ Code = 'Write-Output 1 2 | ForEach-Object { "<$_>" }'; Gives = '<1> <2>' }
        @{ Code = 'Write-Output 1, 2 -NoEnumerate | ForEach-Object { "<$_>" }'; Gives = '<1 2>' }
        @{ Code = 'Write-Output 1, 2 | ForEach-Object { "<$_>" }'; Gives = '<1> <2>' }
        @{ Code = '(New-Object System.Text.StringBuilder "abc").Length'; Gives = '3' }
        @{ Code = '(New-Object System.Collections.ArrayList).Count'; Gives = '0' }
        @{ Code = '(New-Object -TypeName PSObject -Property @{ a = 1 }).a'; Gives = '1' }
        @{ Code = '([System.Text.StringBuilder]::new() | Add-Member note 5 -PassThru).note'; Gives = '5' }
        @{ Code = '([pscustomobject]@{ a = 2 } | Add-Member ScriptProperty twice { $this.a * 2 } -PassThru).twice'; Gives = '4' }
        @{ Code = '([pscustomobject]@{ a = 2 } | Add-Member ScriptMethod plus { $this.a + $args[0] } -PassThru).plus(3)'; Gives = '5' }
        @{ Code = '"x" | Get-Member -Name Length, ToUpper | ForEach-Object { "$($_.MemberType):$($_.Name)" }'; Gives = 'Property:Length Method:ToUpper' }
        @{ Code = 'Get-Random -SetSeed 1 -Maximum 100; Get-Random -Maximum 100'; Gives = '1 28' }
        @{ Code = '1..20 | Get-Random -SetSeed 7 -Count 4'; Gives = '18 3 10 2' }
        @{ Code = 'Get-Date -Date 2020-02-03T04:05:06 -Format "yyyy/MM/dd HH:mm"'; Gives = '2020/02/03 04:05' }
        @{ Code = 'Get-Date 2020-02-03 -Day 9 -Format FileDate'; Gives = '20200209' }
        @{ Code = '(Measure-Command { Start-Sleep -Milliseconds 30 }).TotalMilliseconds -ge 29'; Gives = 'True' }
        @{ Code = '$a = 1; Invoke-Expression "`$a = 2"; $a'; Gives = '2' }
        @{ Code = '"abc", "xyz" | Select-String B | ForEach-Object { $_.Line, $_.LineNumber, $_.Matches[0].Index }'; Gives = 'abc 1 1' }
        @{ Code = '"a.c", "abc" | Select-String a.c -SimpleMatch -Raw'; Gives = 'a.c' }
        @{ Code = '"abc" | Select-String B -Quiet'; Gives = 'True' }
        @{ Code = '1, 2 | Tee-Object -Variable kept; "kept $kept"'; Gives = '1 2 kept 1 2' }
    )
    $paths = @(
        @{ Code = 'Join-Path a b c'; Gives = 'a/b/c' }
        @{ Code = 'Join-Path -Path a, b -ChildPath c'; Gives = 'a/c b/c' }
        @{ Code = 'Split-Path /a/b/c.txt'; Gives = '/a/b' }
        @{ Code = 'Split-Path /a/b/c.txt -Leaf'; Gives = 'c.txt' }
        @{ Code = 'Split-Path /a/b/c.txt -LeafBase'; Gives = 'c' }
        @{ Code = 'Split-Path /a/b/c.txt -Extension'; Gives = '.txt' }
        @{ Code = 'Split-Path Env:/PATH -Qualifier'; Gives = 'Env:' }
        @{ Code = 'Test-Path $root/one.txt, $root/none'; Gives = 'True False' }
        @{ Code = 'Test-Path $root/one.txt -PathType Container; Test-Path $root/sub -PathType Container'; Gives = 'False True' }
        @{ Code = 'Test-Path ""; Test-Path $root/*.txt; Test-Path -LiteralPath "$root/*.txt"'; Gives = 'False True False' }
        @{ Code = 'Set-Location $root; Resolve-Path *.txt -Relative'; Gives = './one.txt ./three.txt' }
        @{ Code = 'Set-Location $root; (Convert-Path sub) -eq "$root/sub"'; Gives = 'True' }
        @{ Code = 'Push-Location $root/sub; Split-Path $pwd -Leaf; Pop-Location; Set-Location $root; Split-Path $pwd -Leaf; Set-Location -; (Get-Location).Path -eq $here'; Gives = 'sub files True' }
        @{ Code = 'Get-ChildItem $root -Name'; Gives = 'sub one.txt three.txt' }
        @{ Code = '(Get-ChildItem $root -Recurse -File).Name'; Gives = 'one.txt three.txt deep.dat' }
        @{ Code = '(Get-ChildItem $root -Directory -Recurse).Name'; Gives = 'sub inner' }
        @{ Code = '(Get-ChildItem $root -Filter t*).Name; (Get-ChildItem $root -Recurse -Include *.dat).Name'; Gives = 'three.txt deep.dat' }
        @{ Code = '(Get-Item $root/*.txt | Sort-Object Length -Descending).Name'; Gives = 'three.txt one.txt' }
        @{ Code = '(New-Item $root/new -ItemType Directory).PSIsContainer; (New-Item -Path $root/new -Name f -Value text).Name; Get-Content $root/new/f'; Gives = 'True f text' }
        @{ Code = 'Copy-Item $root/sub $root/copy -Recurse; (Get-ChildItem $root/copy -Recurse).Name'; Gives = 'inner deep.dat' }
        @{ Code = 'Get-Item $root/one.txt | Move-Item -Destination $root/sub; Test-Path $root/one.txt, $root/sub/one.txt'; Gives = 'False True' }
        @{ Code = 'Remove-Item $root/*.txt; (Get-ChildItem $root).Name'; Gives = 'sub' }
        @{ Code = 'Remove-Item $root/sub -Recurse -Include *.dat; Test-Path $root/sub/inner, $root/sub/inner/deep.dat'; Gives = 'True False' }
        @{ Code = 'Remove-Item $root/one.txt -WhatIf; Test-Path $root/one.txt'; Gives = 'True' }
        @{ Code = 'Get-Content $root/three.txt -TotalCount 2; Get-Content $root/three.txt -Tail 1'; Gives = 'a b c' }
        @{ Code = '(Get-Content $root/three.txt -Raw).Length; Get-Content $root/three.txt -ReadCount 2 | ForEach-Object { "<$_>" }'; Gives = '6 <a b> <c>' }
        @{ Code = 'Set-Content $root/one.txt 1, 2; Add-Content $root/one.txt 3; Get-Content $root/one.txt'; Gives = '1 2 3' }
        @{ Code = '"x" | Set-Content $root/one.txt -NoNewline; (Get-Item $root/one.txt).Length'; Gives = '1' }
        @{ Code = 'Set-Content $root/one.txt ö -Encoding unicode -NoNewline; (Get-Item $root/one.txt).Length'; Gives = '4' }
        @{ Code = '1, 2 | Out-File $root/one.txt; 3 | Out-File $root/one.txt -Append; Get-Content $root/one.txt'; Gives = '1 2 3' }
        @{ Code = '1 > $root/one.txt; 2 >> $root/one.txt; Get-Content $root/one.txt'; Gives = '1 2' }
        @{ Code = '1 | Tee-Object $root/tee.txt; Get-Content $root/tee.txt'; Gives = '1 1' }
        @{ Code = 'Select-String B $root/*.txt | ForEach-Object { "$($_.Filename):$($_.LineNumber)" }'; Gives = 'three.txt:2' }
        @{ Code = '$file = New-TemporaryFile; $file.Length; Remove-Item $file'; Gives = '0' }
        @{ Code = 'Set-Content $root/d.psd1 "@{ A = 1, 2 }"; (Import-PowerShellDataFile $root/d.psd1).A'; Gives = '1 2' }
    )
    $texts = @(
        @{ Code = '[ordered]@{ a = 1; b = 1.0; c = "x`"y"; d = $null; e = $true; f = @() } | ConvertTo-Json -Compress'; Gives = '{"a":1,"b":1.0,"c":"x\"y","d":null,"e":true,"f":[]}' }
        @{ Code = '(ConvertTo-Json ([ordered]@{ a = 1, 2 })) -replace "\r?\n", "|"'; Gives = '{|  "a": [|    1,|    2|  ]|}' }
        @{ Code = '[pscustomobject]@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -WarningAction SilentlyContinue'; Gives = '{"a":{"b":{"c":"System.Collections.Hashtable"}}}' }
        @{ Code = '[pscustomobject]@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -Depth 3'; Gives = '{"a":{"b":{"c":{"d":1}}}}' }
        @{ Code = '1, 2 | ConvertTo-Json -Compress; 1 | ConvertTo-Json -AsArray -Compress; ConvertTo-Json @(1) -Compress'; Gives = '[1,2] [1] [1]' }
        @{ Code = '[System.DayOfWeek]::Monday | ConvertTo-Json; [System.DayOfWeek]::Monday | ConvertTo-Json -EnumsAsStrings'; Gives = '1 "Monday"' }
        @{ Code = '$o = ''{"b":1,"a":[1.5,{"c":null}],"t":"2020-01-02T03:04:05Z"}'' | ConvertFrom-Json; $o.psobject.Properties.Name; $o.b.GetType().Name; $o.a[0].GetType().Name; $o.t.GetType().Name'; Gives = 'b a t Int64 Double DateTime' }
        @{ Code = '(''{"b":1,"a":2}'' | ConvertFrom-Json -AsHashtable).Keys'; Gives = 'b a' }
        @{ Code = '''{'', ''"a":1'', ''}'' | ConvertFrom-Json | ForEach-Object a'; Gives = '1' }
        @{ Code = '"[1,2]" | ConvertFrom-Json | ForEach-Object { "<$_>" }; "[1,2]" | ConvertFrom-Json -NoEnumerate | ForEach-Object { "<$_>" }'; Gives = '<1> <2> <1 2>' }
        @{ Code = '[pscustomobject]@{ a = 1; b = ''x,"y'' }, [pscustomobject]@{ b = $null } | ConvertTo-Csv'; Gives = '"a","b" "1","x,""y" ,' }
        @{ Code = '[pscustomobject]@{ a = 1; b = "x,y" } | ConvertTo-Csv -UseQuotes AsNeeded'; Gives = 'a,b 1,"x,y"' }
        @{ Code = '"a;b", "1;`"x;y`"" | ConvertFrom-Csv -Delimiter ";" | ForEach-Object { $_.a, $_.b }'; Gives = '1 x;y' }
        @{ Code = '[pscustomobject]@{ a = 1; b = 2 } | Export-Csv $root/d.csv; [pscustomobject]@{ b = 4; a = 3 } | Export-Csv $root/d.csv -Append; (Get-Content $root/d.csv).Count; Import-Csv $root/d.csv | ForEach-Object { "$($_.a)+$($_.b)" }'; Gives = '3 1+2 3+4' }
        @{ Code = '(1, 2 | Out-String).Length; 1, 2 | Out-String -Stream'; Gives = '4 1 2' }
        @{ Code = '([pscustomobject]@{ a = 1; b = 2 } | Format-Table | Out-String).Trim() -replace "\r?\n", "|"'; Gives = 'a b|- -|1 2' }
        @{ Code = '([pscustomobject]@{ a = 1; b = 2 } | Format-Table b -HideTableHeaders | Out-String).Trim()'; Gives = '2' }
        @{ Code = '([pscustomobject]@{ a = 1; b = 2 } | Format-List | Out-String).Trim() -replace "\r?\n", "|"'; Gives = 'a : 1|b : 2' }
    )
    $errors = @(
        @{ Code = 'Get-ChildItem $root/none'; Id = 'PathNotFound' }
        @{ Code = 'Get-Content $root/none'; Id = 'PathNotFound' }
        @{ Code = 'Set-Location $root/none'; Id = 'PathNotFound' }
        @{ Code = 'New-Item $root/one.txt'; Id = 'NewItemIOError' }
        @{ Code = 'Copy-Item $root/none $root/x'; Id = 'PathNotFound' }
        @{ Code = 'Set-Location $root/sub; Remove-Item $root -Recurse'; Id = 'InvalidOperation' }
        @{ Code = 'Test-Path $null'; Id = 'NullPathNotPermitted' }
        @{ Code = 'Split-Path /a/b -Qualifier'; Id = 'ParsePathFormatError' }
        @{ Code = '"x" | Out-File $root/one.txt -NoClobber'; Id = 'NoClobber' }
        @{ Code = 'Import-Csv $root/none.csv'; Id = 'FileOpenFailure' }
        @{ Code = '"{" | ConvertFrom-Json'; Id = 'System.ArgumentException' }
        @{ Code = '''{"a":1,"A":2}'' | ConvertFrom-Json'; Id = 'KeysWithDifferentCasingInJsonString' }
        @{ Code = '[pscustomobject]@{ a = 1 } | Select-Object -ExpandProperty none'; Id = 'ExpandPropertyNotFound' }
        @{ Code = '"x" | Measure-Object -Sum'; Id = 'NonNumericInputObject' }
        @{ Code = 'New-Object No.Such.Type'; Id = 'TypeNotFound' }
        @{ Code = 'New-Object System.Uri'; Id = 'CannotFindAppropriateCtor' }
        @{ Code = '[pscustomobject]@{ a = 1 } | Add-Member a 2'; Id = 'MemberAlreadyExists' }
        @{ Code = 'Get-Variable no_such_variable'; Id = 'VariableNotFound' }
        @{ Code = 'Get-Random -Minimum 5 -Maximum 5'; Id = 'MinGreaterThanOrEqualMax' }
        @{ Code = 'Get-Process -Id 2147483647'; Id = 'NoProcessFoundForGivenId' }
        @{ Code = 'Write-Error words'; Id = 'Microsoft.PowerShell.Commands.WriteErrorException' }
        @{ Code = 'Write-Error words -ErrorId Mine'; Id = 'Mine' }
        @{ Code = 'Get-ChildItem -NoSuchParameter'; Id = 'NamedParameterNotFound' }
    )
}

Describe 'Everyday commands' {
    BeforeAll {
        # What runs the suite may have set it to Stop, which a test would see.
        $ErrorActionPreference = 'Continue'
        $here = (Get-Location).Path
        $root = "$TestDrive/files"
        function Invoke-Text ([string] $Code) { & ([scriptblock]::Create($Code)) }
    }
    BeforeEach {
        Remove-Item $root -Recurse -Force -ErrorAction Ignore
        $null = New-Item "$root/sub/inner" -ItemType Directory -Force
        [System.IO.File]::WriteAllText("$root/one.txt", "1`n")
        [System.IO.File]::WriteAllText("$root/three.txt", "a`nb`nc`n")
        [System.IO.File]::WriteAllText("$root/sub/inner/deep.dat", '')
    }
    AfterEach { Set-Location $here }

    Context 'on objects' {
        It '<Code>' -ForEach $objects { (Invoke-Text $Code) -join ' ' | Should -BeExactly $Gives }
    }

    Context 'on paths and items' {
        It '<Code>' -ForEach $paths { ((Invoke-Text $Code) -join ' ') -replace '\\', '/' | Should -BeExactly $Gives }
    }

    Context 'on text' {
        It '<Code>' -ForEach $texts { (Invoke-Text $Code) -join ' ' | Should -BeExactly $Gives }
    }

    Context 'with a mistake' {
        It '<Code> gives <Id>' -ForEach $errors {
            { $ErrorActionPreference = 'Stop'; Invoke-Text $Code } | Should -Throw -ErrorId "$Id*"
        }
    }

    Context 'in a pipeline' {
        It 'stops the commands before Select-Object -First, and goes on after it' {
            $made = [System.Collections.ArrayList]::new()
            $got = 1..10 | ForEach-Object { $null = $made.Add($_); $_ } | Select-Object -First 2 | ForEach-Object { $_ * 10 }
            $got | Should -Be 10, 20
            $made | Should -Be 1, 2
        }

        It 'lets every command before Select-Object -First -Wait finish' {
            $made = [System.Collections.ArrayList]::new()
            $null = 1..10 | ForEach-Object { $null = $made.Add($_); $_ } | Select-Object -First 2 -Wait
            $made.Count | Should -Be 10
        }

        It 'runs what stands in a stopped function''s clean block or finally' {
            $state = @{ Cleaned = $false }
            function Get-Endless ($State) { try { while ($true) { 1 } } finally { $State.Cleaned = $true } }
            Get-Endless $state | Select-Object -First 3 | Should -Be 1, 1, 1
            $state.Cleaned | Should -BeTrue
        }

        It 'keeps the caller''s scope in Measure-Command' {
            $x = 1
            $null = Measure-Command { $x = 2 }
            $x | Should -Be 2
        }
    }

    Context 'on streams' {
        It 'writes to the stream of its name' {
            (Write-Warning 'w' 3>&1).Message | Should -Be 'w'
            (Write-Verbose 'v' -Verbose 4>&1).Message | Should -Be 'v'
            (Write-Debug 'd' -Debug 5>&1).Message | Should -Be 'd'
            (Write-Information 'i' -Tags t 6>&1).Tags | Should -Be 't'
            "$(Write-Host 'a' 'b' 6>&1)" | Should -Be 'a b'
            "$(Write-Host 1, 2 -Separator ':' 6>&1)" | Should -Be '1:2'
            "$(Write-Error 'e' 2>&1)" | Should -Be 'e'
        }

        It 'gives an error the details it was told' {
            $problem = Write-Error 'm' -Category InvalidData -TargetObject 5 -CategoryActivity act -RecommendedAction do 2>&1
            $problem.CategoryInfo.Category | Should -Be 'InvalidData'
            $problem.CategoryInfo.Activity | Should -Be 'act'
            $problem.TargetObject | Should -Be 5
            $problem.ErrorDetails.RecommendedAction | Should -Be 'do'
        }

        It 'shows an error at the function that wrote it' {
            function Write-Problem { [CmdletBinding()] param () Write-Error 'inside' }
            (Write-Problem 2>&1).InvocationInfo.MyCommand.Name | Should -Be 'Write-Problem'
        }
    }

    Context 'on variables' {
        It 'reads and writes the variables of a scope' {
            $outer = 1
            function Set-Both { Set-Variable outer 2; Set-Variable outer 3 -Scope 1; Get-Variable outer -ValueOnly; Get-Variable outer -Scope 1 -ValueOnly }
            Set-Both | Should -Be 2, 3
            $outer | Should -Be 3
        }

        It 'keeps a read-only variable' {
            Set-Variable fixed 1 -Option ReadOnly
            Set-Variable fixed 2 -ErrorAction SilentlyContinue
            $fixed | Should -Be 1
        }
    }

    It 'knows the usual aliases' -ForEach 'gci', 'dir', 'cd', 'pwd', 'select', 'group', 'measure', 'ft', 'fl', 'gc', 'gi', 'ni', 'gm', 'gv', 'echo', 'iex' {
        $ExecutionContext.InvokeCommand.GetCommand($_, 'Alias').ResolvedCommand | Should -Not -BeNullOrEmpty
    }
}
