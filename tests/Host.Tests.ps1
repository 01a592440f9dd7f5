#requires -Version 7.4
# What a user sees of the console host: it runs as a child process, on redirected streams.

BeforeAll {
    $script:aps = if ($env:APS) { $env:APS } else { Join-Path $PSScriptRoot '../artifacts/host' ($IsWindows ? 'aps.exe' : 'aps') }

    # Starts the host with arguments; the caller disposes of the process.
    function Start-Aps([string[]] $Arguments, [hashtable] $Environment = @{}) {
        # A suite that a shell started in the background has SIGINT ignored, and so would its children: env gives it back.
        $signals = $IsLinux
        $start = [System.Diagnostics.ProcessStartInfo]::new($(if ($signals) { 'env' } else { $script:aps }))
        foreach ($argument in @(if ($signals) { '--default-signal=INT', $script:aps }) + '-NoProfile' + $Arguments) { $start.ArgumentList.Add($argument) }
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.WorkingDirectory = $TestDrive
        [System.Diagnostics.Process]::Start($start)
    }

    # Waits for the host's end; lines are joined with \n.
    function Wait-Aps([System.Diagnostics.Process] $Process) {
        $out = $Process.StandardOutput.ReadToEndAsync()
        $err = $Process.StandardError.ReadToEndAsync()
        if (-not $Process.WaitForExit(60000)) { $Process.Kill($true); throw 'aps did not end within a minute.' }
        $result = @{
            ExitCode = $Process.ExitCode
            Out      = $out.GetAwaiter().GetResult().Replace("`r", '').TrimEnd("`n")
            Err      = $err.GetAwaiter().GetResult().Replace("`r", '').TrimEnd("`n")
        }
        $Process.Dispose()
        $result
    }

    function Invoke-Aps([string[]] $Arguments, [string] $InputText = '', [hashtable] $Environment = @{}) {
        $process = Start-Aps $Arguments $Environment
        $process.StandardInput.Write($InputText)
        $process.StandardInput.Close()
        Wait-Aps $process
    }

    # A script file in TestDrive.
    function New-Script([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        [System.IO.File]::WriteAllText($path, $Text)
        $path
    }
}

Describe 'Exit codes' {
    It '-Command <Command> gives <Code>' -ForEach @(
        @{ Command = '1'; Code = 0 }
        @{ Command = 'exit 7'; Code = 7 }
        @{ Command = 'exit'; Code = 0 }
        @{ Command = 'throw "x"'; Code = 1 }
        @{ Command = 'if ('; Code = 1 }
        @{ Command = 'nosuchcommand'; Code = 1 }
        @{ Command = 'nosuchcommand; 1'; Code = 0 }
        @{ Command = '$false'; Code = 0 }
        @{ Command = '$Host.SetShouldExit(9)'; Code = 9 }
        @{ Command = '$ErrorActionPreference = "Stop"; nosuchcommand; exit 5'; Code = 1 }
    ) {
        (Invoke-Aps '-Command', $Command).ExitCode | Should -Be $Code
    }

    It 'a script that <Name> gives <Code>' -ForEach @(
        @{ Name = 'exits with 7'; Text = 'exit 7'; Code = 7 }
        @{ Name = 'exits from a function'; Text = 'function f { exit 4 }; f; exit 5'; Code = 4 }
        @{ Name = 'throws'; Text = 'throw "x"'; Code = 1 }
        @{ Name = 'does not parse'; Text = 'if ('; Code = 1 }
        @{ Name = 'ends with a non-terminating error'; Text = 'nosuchcommand'; Code = 0 }
        @{ Name = 'ends normally after setting $LASTEXITCODE'; Text = '$global:LASTEXITCODE = 6'; Code = 0 }
        @{ Name = 'calls a script that exits'; Text = '& ([scriptblock]::Create("& `"$PSScriptRoot/inner.ps1`"")); exit $LASTEXITCODE + 1'; Code = 4 }
    ) {
        $null = New-Script 'inner.ps1' 'exit 3'
        $path = New-Script 'exit.ps1' $Text
        (Invoke-Aps '-File', $path).ExitCode | Should -Be $Code
    }

    It 'a native command''s exit code is $LASTEXITCODE, and fails -Command when it comes last' -Skip:$IsWindows {
        (Invoke-Aps '-Command', '/bin/sh -c "exit 5"; $LASTEXITCODE').Out | Should -BeExactly '5'
        (Invoke-Aps '-Command', '/bin/sh -c "exit 5"').ExitCode | Should -Be 1
        (Invoke-Aps '-Command', '/bin/sh -c "exit 5"; exit $LASTEXITCODE').ExitCode | Should -Be 5
    }

    It 'a native command that fails last does not fail a script' -Skip:$IsWindows {
        (Invoke-Aps '-File', (New-Script 'native.ps1' '/bin/sh -c "exit 5"')).ExitCode | Should -Be 0
    }

    It 'a wrong command line gives 64 and says why: <Arguments>' -ForEach @(
        @{ Arguments = @('-NoSuchParameter'); Message = '*NoSuchParameter*not a parameter*' }
        @{ Arguments = @('nosuch.ps1'); Message = '*nosuch.ps1*not recognized as the name of a script file*' }
        @{ Arguments = @('-File'); Message = '*-File needs*' }
        @{ Arguments = @('-Command'); Message = '*-Command needs*' }
        @{ Arguments = @('-Command', '-', 'more'); Message = '*no other arguments*' }
        @{ Arguments = @('-EncodedCommand', '!'); Message = '*Base64*' }
        @{ Arguments = @('-WorkingDirectory', 'nosuchfolder'); Message = '*nosuchfolder*does not exist*' }
    ) {
        $result = Invoke-Aps $Arguments
        $result.ExitCode | Should -Be 64
        $result.Err | Should -BeLike $Message
        $result.Out | Should -BeExactly ''
    }
}

Describe 'The command line' {
    It 'takes the short form <Form>' -ForEach @(
        @{ Form = '-c'; Arguments = @('-c', '6 * 7') }
        @{ Form = '-nop -noni -nol'; Arguments = @('-nop', '-noni', '-nol', '-c', '6 * 7') }
        @{ Form = '--command'; Arguments = @('--command', '6 * 7') }
        @{ Form = '-ep'; Arguments = @('-ep', 'Bypass', '-Command', '6 * 7') }
        @{ Form = '-ExecutionPolicy'; Arguments = @('-ExecutionPolicy', 'Bypass', '-COMMAND', '6 * 7') }
        @{ Form = '-e'; Arguments = @('-e', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes('6 * 7'))) }
        @{ Form = '-cwa'; Arguments = @('-cwa', '[int] $args[0] * $args[1]', '6', '7') }
    ) {
        (Invoke-Aps $Arguments).Out | Should -BeExactly '42'
    }

    It 'joins the rest of the line after -Command' {
        (Invoke-Aps '-Command', '6', '*', '7', '-bor', '0').Out | Should -BeExactly '42'
    }

    It 'prints its versions' {
        foreach ($form in '-Version', '-v') {
            (Invoke-Aps $form).Out | Should -Match '^aps \d+\.\d+\.\d+ \(PowerShell engine 7\.\d+\.\d+\)$'
        }
    }

    It 'prints its help' {
        foreach ($form in '-Help', '-h', '-?') {
            (Invoke-Aps $form).Out | Should -BeLike '*-NonInteractive*'
        }
    }

    It 'starts in -WorkingDirectory' {
        $folder = [System.IO.Directory]::CreateDirectory((Join-Path $TestDrive 'start')).FullName
        (Invoke-Aps '-wd', $folder, '-Command', '$PWD.Path').Out | Should -BeLike '*start'
    }

    It 'binds <Words>' -ForEach @(
        @{ Words = @(); Expected = '1 False  True ' }
        @{ Words = @('5', '-Flag', '-Names', 'a,b'); Expected = '5 True a,b(1) True ' }
        @{ Words = @('-N:7', '-Flag:$false', '-On:false', 'x', 'y'); Expected = '7 False x(1) False y' }
        @{ Words = @('-N:', '8', '-Flag:true'); Expected = '8 True  True ' }
        @{ Words = @('-Unknown', 'v'); Expected = '1 False  True -Unknown|v' }
    ) {
        $path = New-Script 'bind.ps1' (
            'param([int]$N = 1, [switch]$Flag, [string[]]$Names, [bool]$On = $true, [Parameter(ValueFromRemainingArguments)]$Rest)' +
            '"$N $Flag $(if ($Names) { "$($Names -join "|")($($Names.Count))" }) $On $($Rest -join "|")"')
        (Invoke-Aps (@($path) + $Words)).Out | Should -BeExactly $Expected
    }

    It 'fails on an argument that does not convert' {
        $path = New-Script 'number.ps1' 'param([int]$N) $N'
        $result = Invoke-Aps '-File', $path, '-N', 'abc'
        $result.ExitCode | Should -Be 1
        $result.Err | Should -BeLike '*abc*System.Int32*'
    }

    It 'gives a script without param() its words as $args' {
        $path = New-Script 'words.ps1' '"$($args.Count)|" + ($args -join "|")'
        (Invoke-Aps '-File', $path, 'a', 'b c', '', '-x', '1').Out | Should -BeExactly '5|a|b c||-x|1'
    }

    It 'tells a script where it lies' {
        $path = New-Script 'where.ps1' '$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Path'
        $root = (Split-Path $path)
        (Invoke-Aps $path).Out | Should -BeExactly "$root`n$path`n$path"
    }
}

Describe 'Streams' {
    It 'sends errors to standard error and everything else to standard output' {
        $path = New-Script 'streams.ps1' @'
'out'
$Host.UI.WriteLine('host')
$Host.UI.WriteWarningLine('warning')
$Host.UI.WriteVerboseLine('verbose')
$Host.UI.WriteDebugLine('debug')
nosuchcommand
'after'
'@
        $result = Invoke-Aps '-File', $path
        $result.Out | Should -BeExactly "out`nhost`nWARNING: warning`nVERBOSE: verbose`nDEBUG: debug`nafter"
        $result.Err | Should -BeLike '*nosuchcommand*not recognized*'
    }

    It 'shows a script''s error with file and line' {
        $path = New-Script 'fail.ps1' "`n`nthrow 'the message'"
        $result = Invoke-Aps '-File', $path
        $result.Out | Should -BeExactly ''
        $result.Err | Should -BeLike "*fail.ps1:3*the message*"
    }

    It 'writes no colours into files' {
        $result = Invoke-Aps '-Command', '[pscustomobject]@{ A = 1 }; "$($PSStyle.Foreground.Red)red$($PSStyle.Reset)"; throw "x"'
        $result.Out + $result.Err | Should -Not -Match "`e"
    }

    It 'writes colours where a script insists' {
        (Invoke-Aps '-Command', '$PSStyle.OutputRendering = "Ansi"; "$($PSStyle.Foreground.Red)red"').Out | Should -Match "`e\[31m"
    }

    It 'shows objects by the engine''s formatting' {
        (Invoke-Aps '-Command', '[pscustomobject]@{ Name = "x"; Value = 1.5 }').Out | Should -Match 'Name +Value\n-+ +-+\nx +1[.]50'
    }

    It 'keeps progress out of a log' {
        $record = '[System.Management.Automation.ProgressRecord]::new(1, "activity", "status")'
        $result = Invoke-Aps '-Command', "`$Host.UI.WriteProgress(1, $record); 'done'"
        $result.Out + $result.Err | Should -BeExactly 'done'
    }

    It 'redirects streams to files' {
        $result = Invoke-Aps '-Command', '"a" > f.txt; "b" >> f.txt; Write-Error "broken" 2> e.txt; Get-Content f.txt; (Get-Content e.txt -Raw).Contains("broken")'
        $result.Out | Should -BeExactly "a`nb`nTrue"
        $result.Err | Should -BeExactly ''
    }

    It 'formats for 120 columns without a terminal' {
        (Invoke-Aps '-Command', '$Host.UI.RawUI.BufferSize.Width').Out | Should -BeExactly '120'
    }
}

Describe 'Standard input' {
    It 'is $input in a command' {
        (Invoke-Aps '-Command', '$input | ForEach-Object { "<$_>" }' "a`nb`n").Out | Should -BeExactly "<a>`n<b>"
    }

    It 'is $input in a script' {
        (Invoke-Aps '-File', (New-Script 'input.ps1' '@($input).Count') "a`nb`n").Out | Should -BeExactly '2'
    }

    It 'is left to native commands where a script does not read it' -Skip:$IsWindows {
        (Invoke-Aps '-Command', '/bin/cat' "a`nb`n").Out | Should -BeExactly "a`nb"
    }

    It 'holds the statements of <_>' -ForEach '-Command -', '' {
        $arguments = @(if ($_) { $_ -split ' ' })
        $result = Invoke-Aps $arguments "`$x = 6`nif (`$x) {`n`$x * 7`n}`n`n'last'; exit 4`n'never'`n"
        $result.Out | Should -BeExactly "42`nlast"
        $result.ExitCode | Should -Be 4
    }

    It 'goes on after a statement that fails' {
        $result = Invoke-Aps '-Command', '-' "throw 'first'`n'second'`n"
        $result.Out | Should -BeExactly 'second'
        $result.Err | Should -BeLike '*first*'
        $result.ExitCode | Should -Be 0
    }
}

Describe 'Questions' {
    BeforeAll {
        $script:mandatory = New-Script 'mandatory.ps1' 'param([Parameter(Mandatory)][string]$Name, [Parameter(Mandatory)][int]$Count) "$Name x $Count"'
        $script:confirm = '& { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = "High")] param() $PSCmdlet.ShouldProcess("target") }'
    }

    It 'asks for missing mandatory parameters, again where an answer does not convert' {
        $result = Invoke-Aps '-File', $script:mandatory "anna`nmany`n3`n"
        $result.Out | Should -BeLike "*Name: anna`nCount: many`nCannot recognize `"many`"*Count: 3`nanna x 3"
    }

    It 'asks for confirmation: <Name> gives <Expected>' -ForEach @(
        @{ Name = 'a hot key'; Answer = 'y'; Expected = 'True' }
        @{ Name = 'a label'; Answer = 'Yes'; Expected = 'True' }
        @{ Name = 'another hot key'; Answer = 'n'; Expected = 'False' }
        @{ Name = 'an empty line'; Answer = ''; Expected = 'True' }
        @{ Name = 'a question mark first'; Answer = "?`nl"; Expected = 'False' }
    ) {
        $result = Invoke-Aps '-Command', $script:confirm "$Answer`n"
        ($result.Out -split "`n")[-1] | Should -BeExactly $Expected
    }

    It 'does not take the end of input for a yes' {
        $result = Invoke-Aps '-Command', $script:confirm
        $result.Out | Should -Not -BeLike '*True*'
        $result.Err | Should -BeLike '*standard input is at its end*'
    }

    It 'fails with -NonInteractive: <Name>' -ForEach @(
        @{ Name = 'mandatory parameters'; Arguments = @('-File', 'mandatory.ps1', '-Name', 'x'); Message = '*mandatory parameters: Count*' }
        @{ Name = 'confirmation'; Arguments = @('-Command', '& { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = "High")] param() $PSCmdlet.ShouldProcess("t") }'); Message = '*NonInteractive mode*' }
        @{ Name = 'reading a line'; Arguments = @('-Command', '$Host.UI.ReadLine()'); Message = '*NonInteractive mode*' }
    ) {
        $null = $script:mandatory
        $result = Invoke-Aps (@('-NonInteractive') + $Arguments) "3`n"
        $result.Err | Should -BeLike $Message
    }

    It 'reads lines' {
        $result = Invoke-Aps '-Command', '$a = Read-Host first; $b = Read-Host second -MaskInput; "got $a and $b"' "one`ntwo`n"
        $result.Out | Should -BeLike '*got one and two'
    }

    It 'lets several choices be made' {
        $command = '$Host.UI.PromptForChoice("c", "m", [System.Management.Automation.Host.ChoiceDescription[]]("&One", "T&wo", "Th&ree"), [int[]]@()) -join ","'
        (Invoke-Aps '-Command', $command "r`none`n`n").Out | Should -BeLike "*`n2,0"
    }
}

Describe 'Stopping' -Skip:$IsWindows {
    BeforeAll {
        $script:endless = New-Script 'endless.ps1' @'
function Wait-Forever {
    process { [Console]::WriteLine('started'); while ($true) { [System.Threading.Thread]::Sleep(20) } }
    clean { [Console]::WriteLine('clean') }
}
try { Wait-Forever } finally { [Console]::WriteLine('finally') }
[Console]::WriteLine('not reached')
'@
        function Stop-Aps([string] $Signal, [string[]] $Arguments) {
            $process = Start-Aps $Arguments
            $started = $process.StandardOutput.ReadLine()
            & kill "-$Signal" $process.Id
            $result = Wait-Aps $process
            $result.Out = "$started`n$($result.Out)"
            $result
        }
    }

    It 'Ctrl+C ends a script, and its cleanup runs' {
        $result = Stop-Aps 'INT' '-File', $script:endless
        $result.Out | Should -BeExactly "started`nclean`nfinally"
        $result.Err | Should -BeExactly ''
        $result.ExitCode | Should -Be 1
    }

    It 'Ctrl+C ends a command' {
        $result = Stop-Aps 'INT' '-Command', "& '$($script:endless)'; 'next'"
        $result.Out | Should -BeExactly "started`nclean`nfinally"
        $result.ExitCode | Should -Be 1
    }

    It 'Ctrl+C ends a native command whose output is read' {
        $result = Stop-Aps 'INT' '-Command', 'try { /bin/sh -c "echo started; exec sleep 60" | ForEach-Object { $_ } } finally { [Console]::WriteLine("finally") }'
        $result.Out | Should -BeExactly "started`nfinally"
    }

    It 'SIGTERM ends a native command too' {
        $result = Stop-Aps 'TERM' '-Command', 'try { /bin/sh -c "echo started; exec sleep 60" } finally { [Console]::WriteLine("finally") }'
        $result.Out | Should -BeExactly "started`nfinally"
        $result.ExitCode | Should -Be 143
    }

    It 'SIGTERM ends the session, and its cleanup runs' {
        $result = Stop-Aps 'TERM' '-File', $script:endless
        $result.Out | Should -BeExactly "started`nclean`nfinally"
        $result.ExitCode | Should -Be 143
    }
}

Describe 'The session' {
    It 'has the variables that scripts ask' {
        $result = Invoke-Aps '-Command', @'
$Host.Name
$Host.Version -is [version]
$PSVersionTable.PSVersion.Major -ge 7
$PSEdition
$args.Count
$ErrorView
[System.IO.Path]::GetFileName($PROFILE)
$PROFILE.CurrentUserAllHosts -like '*profile.ps1'
Test-Path $PSHOME/System.Management.Automation.dll
'@
        $result.Out | Should -BeExactly "aps`nTrue`nTrue`nCore`n0`nConciseView`naps_profile.ps1`nTrue`nTrue"
    }

    It 'is compiled ahead: little is left for the session to compile' {
        # 229 methods; 4,900 where the engine is built with -p:CompileAhead=false, which fails this.
        [int](Invoke-Aps '-Command', '[Runtime.JitInfo]::GetCompiledMethodCount($false)').Out | Should -BeIn (1..1500)
    }

    It 'runs the profiles, unless told not to' {
        $folder = [System.IO.Directory]::CreateDirectory((Join-Path $TestDrive 'config/powershell')).FullName
        [System.IO.File]::WriteAllText((Join-Path $folder 'aps_profile.ps1'), '"profile"')
        $start = [System.Diagnostics.ProcessStartInfo]::new($script:aps)
        foreach ($argument in '-Command', '"command"') { $start.ArgumentList.Add($argument) }
        $start.Environment['XDG_CONFIG_HOME'] = Split-Path $folder
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        (Wait-Aps ([System.Diagnostics.Process]::Start($start))).Out | Should -BeExactly "profile`ncommand"
        (Invoke-Aps '-Command', '"command"' -Environment @{ XDG_CONFIG_HOME = (Split-Path $folder) }).Out | Should -BeExactly 'command'
    }

    It 'honours #requires' {
        $result = Invoke-Aps '-File', (New-Script 'requires.ps1' "#requires -Version 7.4`n'ran'")
        $result.Out | Should -BeExactly 'ran'
        $result = Invoke-Aps '-File', (New-Script 'requires99.ps1' "#requires -Version 99.0`n'ran'")
        $result.ExitCode | Should -Be 1
        $result.Err | Should -BeLike '*99.0*'
    }

    It 'runs native commands in the session''s location' -Skip:$IsWindows {
        (Invoke-Aps '-Command', 'Set-Location /; /bin/pwd').Out | Should -BeExactly '/'
    }

    It 'passes arguments to native commands unchanged' -Skip:$IsWindows {
        (Invoke-Aps '-Command', '/usr/bin/printf "%s|" "a b" "" "c""d" --x=$(1 + 1)').Out | Should -BeExactly 'a b||c"d|--x=2|'
    }

    It 'pipes to and from native commands' -Skip:$IsWindows {
        (Invoke-Aps '-Command', '1..3 | /bin/cat | ForEach-Object { 2 * [int]$_ }').Out | Should -BeExactly "2`n4`n6"
    }

    It 'has the everyday commands in parallel runspaces' {
        (Invoke-Aps '-Command', '1..3 | ForEach-Object -Parallel { Write-Output (Join-Path a $_) } -ThrottleLimit 1').Out |
            Should -BeExactly ("a/1`na/2`na/3" -replace '/', [System.IO.Path]::DirectorySeparatorChar)
    }

    It 'gives other runspaces every command that it has' {
        $result = Invoke-Aps '-Command', @'
$own = Get-Command -CommandType Cmdlet | Where-Object { -not $_.Source -and $_.ImplementingType.Namespace -like 'AutogradPS.Host.Commands.*' }
$own.Count -gt 50
($own.Name | Sort-Object) -join ' '
('Utility', 'Management' | ForEach-Object { (Import-PowerShellDataFile "$PSHOME/Modules/Microsoft.PowerShell.$_/Microsoft.PowerShell.$_.psd1").CmdletsToExport } | Sort-Object) -join ' '
'@
        $result.Err | Should -BeExactly ''
        $enough, $own, $exported = $result.Out -split "`n"
        $enough | Should -BeExactly 'True'
        $exported | Should -BeExactly $own
    }

    It 'knows the everyday commands by the names of pwsh''s modules' {
        $result = Invoke-Aps '-Command', 'Microsoft.PowerShell.Utility\Write-Output (Microsoft.PowerShell.Management\Join-Path a b); Import-Module Microsoft.PowerShell.Utility; Write-Output c'
        $result.Out | Should -BeExactly "$(Join-Path a b)`nc"
        $result.Err | Should -BeExactly ''
    }

    It 'gives way to the real modules' {
        # The real one's manifest and assembly, as far as the host looks at them.
        $real = [System.IO.Directory]::CreateDirectory((Join-Path $TestDrive 'real/Microsoft.PowerShell.Utility')).FullName
        [System.IO.File]::WriteAllText((Join-Path $real 'Microsoft.PowerShell.Commands.Utility.dll'), '')
        [System.IO.File]::WriteAllText((Join-Path $real 'real.psm1'), 'function Get-Date { "real" }')
        [System.IO.File]::WriteAllText((Join-Path $real 'Microsoft.PowerShell.Utility.psd1'), "@{ RootModule = 'real.psm1'; ModuleVersion = '9.0'; FunctionsToExport = 'Get-Date' }")
        $result = Invoke-Aps '-Command', 'Get-Date; 1 | ForEach-Object -Parallel { Get-Date }' -Environment @{ PSModulePath = (Split-Path $real) }
        $result.Out | Should -BeExactly "real`nreal"
    }

    It 'completes by the engine''s completer' {
        $null = New-Script 'completed.ps1' ''
        $result = Invoke-Aps '-Command', @'
foreach ($word in 'Get-Hel', 'Get-Item ./complet', '$Host.Nam', 'Get-Content -Raw -Pat') { (TabExpansion2 $word $word.Length).CompletionMatches[0].CompletionText }
'@
        $result.Out | Should -BeLike "Get-Help`n*completed.ps1`nName`n-Path"
    }
}
