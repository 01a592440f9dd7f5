# A script file of its own, because the engine stops exit at the border of a script file, and nowhere else.
param ([scriptblock] $Action, [hashtable] $State)

do {
    & $Action
} while ($false)
$State.Completed = $true
