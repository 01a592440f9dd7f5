# A module of its own: the script file that stops exit has a script scope, which must not become MiniPester's.

function Invoke-Contained {
    <#
    .SYNOPSIS
        Runs a script block so that exit, break and continue in it end only itself. True unless it was exit.
    #>
    param ([scriptblock] $Action)
    $state = @{ Completed = $false }
    $null = & "$PSScriptRoot/Invoke-Contained.ps1" -Action $Action -State $state
    $state.Completed
}
