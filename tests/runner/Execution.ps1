# The run phase. Each block and each test runs in a scope of the caller's session state, inside its parent's scope:
#
#   & { block: . BeforeAll; & { test: . BeforeEach; . It; . AfterEach }; & { nested block ... }; . AfterAll }

# These two are bound to the caller's session state before use. Dot-sourcing makes a setup's variables visible to
# everything inside of the same block. Their own variables are private and oddly named, to stay out of a suite's way.

$DiscoveryScope = {
    param ($private:__variables, $private:__body)
    foreach ($private:__entry in $__variables.GetEnumerator()) {
        $ExecutionContext.SessionState.PSVariable.Set($__entry.Key, $__entry.Value)
    }
    . $__body
}

$RunScope = {
    param ($private:__node)
    foreach ($private:__entry in $__node.Variables.GetEnumerator()) {
        $ExecutionContext.SessionState.PSVariable.Set($__entry.Key, $__entry.Value)
    }
    $private:__arguments = $__node.Arguments
    try {
        foreach ($private:__setup in $__node.Setup) { . $__setup @__arguments }
        & $__node.SetName (. $__node.Name)
        . $__node.Body @__arguments
    }
    catch {
        & $__node.Fail $_
    }
    finally {
        foreach ($private:__teardown in $__node.Teardown) {
            try { . $__teardown @__arguments }
            catch { & $__node.Fail $_ }
        }
    }
}

# The script blocks below run while the function that made them is on the stack, which is how they find $Block, $Test.

function Invoke-Block ($Block, [int] $Depth = 0) {
    $run = -not (Test-AllSkipped -Block $Block)
    $existing = Get-TestDriveItem
    Invoke-InRunScope -Item $Block -Node @{
        Setup    = if ($run) { $Block.BeforeAll }
        SetName  = { param ($name) if ($Block.Parent) { $Block.Name = $name; Write-BlockName -Name $name -Depth $Depth } }
        Body     = { Invoke-Child -Block $Block -Depth $Depth }
        Teardown = if ($run) { $Block.AfterAll }
        Fail     = { param ($problem) $Block.ErrorRecord.Add($problem); Write-Problem -Title "Block '$($Block.Name)' failed" -ErrorRecord $problem -Depth $Depth }
    }
    Clear-TestDrive -Except $existing
}

function Invoke-Child ($Block, [int] $Depth) {
    # Pester knows no setup of each test at the top of a file either.
    if (-not $Block.Parent -and ($Block.BeforeEach -or $Block.AfterEach)) {
        throw 'BeforeEach and AfterEach belong inside of a Describe or Context.'
    }
    foreach ($child in $Block.Children) {
        if ($child.Kind -eq 'Test') { Invoke-Test -Test $child -Depth ($Depth + 1) }
        elseif (Test-AnyTest -Block $child) { Invoke-Block -Block $child -Depth ($Depth + 1) }
    }
}

function Invoke-Test ($Test, [int] $Depth) {
    if ($Test.Skip -or $Test.Parent.Skip) {
        $Test.Result = 'Skipped'
    }
    else {
        # From the file inwards for the setups, outwards for the teardowns.
        $setups = $teardowns = @()
        for ($block = $Test.Parent; $block; $block = $block.Parent) {
            $setups = @($block.BeforeEach) + $setups
            $teardowns += $block.AfterEach
        }
        Invoke-InRunScope -Item $Test -Node @{
            Setup    = $setups
            SetName  = { param ($name) $Test.Name = $name }
            Body     = $Test.Body
            Teardown = $teardowns
            Fail     = { param ($problem) $Test.ErrorRecord.Add($problem) }
        }
        $Test.Result = if ($Test.ErrorRecord.Count) { 'Failed' } else { 'Passed' }
    }
    Write-TestResult -Test $Test -Depth $Depth
}

function Invoke-InRunScope ($Item, [hashtable] $Node) {
    $Node.Setup = @($Node.Setup).Where({ $null -ne $_ })
    $Node.Teardown = @($Node.Teardown).Where({ $null -ne $_ })
    $Node.Name = Get-NameTemplate -Name $Item.Name
    $Node.Variables = Get-DataVariable $Item.Data
    # What a param() of the suite's own block can take: all but $_.
    $Node.Arguments = @{} + $Node.Variables
    $Node.Arguments.Remove('_')
    if (-not (Invoke-Contained { & $script:Run.Scope $Node })) {
        try { throw "The tests called exit, which would have ended the run." } catch { & $Node.Fail $_ }
    }
}

# A script block that makes '<size> of <_.Name>' into '$($size) of $($_.Name)', in the scope where it runs.
function Get-NameTemplate ([string] $Name) {
    $text = $Name -replace '[$"]', '`$0' -replace '(?<!`)<([^>`]+)>', '$$($$$1)'
    $script:Run.Caller.NewBoundScriptBlock([scriptblock]::Create("`"$text`""))
}

function Test-AnyTest ($Block) {
    foreach ($child in $Block.Children) {
        if ($child.Kind -eq 'Test' -or (Test-AnyTest -Block $child)) { return $true }
    }
    $false
}

# A block of which every test is skipped does not run its own setup.
function Test-AllSkipped ($Block) {
    if ($Block.Skip) { return $true }
    foreach ($child in $Block.Children) {
        $skipped = if ($child.Kind -eq 'Test') { $child.Skip } else { Test-AllSkipped -Block $child }
        if (-not $skipped) { return $false }
    }
    $true
}
