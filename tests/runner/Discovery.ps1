# The discovery phase: the file and the bodies of Describe and Context run, and leave a tree of blocks and tests.

function New-Block ([string] $Name, $Parent, [scriptblock] $Body, $Data, [bool] $Skip, [string[]] $Tag) {
    [pscustomobject]@{
        Kind = 'Block'; Name = $Name; ExpandedPath = ''; Parent = $Parent; Body = $Body; Data = $Data; Skip = $Skip; Tag = $Tag
        Children = [System.Collections.Generic.List[object]]::new()
        BeforeAll = $null; BeforeEach = $null; AfterEach = $null; AfterAll = $null
        ErrorRecord = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    }
}

function New-Test ([string] $Name, $Parent, [scriptblock] $Body, $Data, [bool] $Skip, [string[]] $Tag) {
    [pscustomobject]@{
        Kind = 'Test'; Name = $Name; ExpandedPath = ''; Parent = $Parent; Body = $Body; Data = $Data; Skip = $Skip; Tag = $Tag
        # A test that never gets to run, because a BeforeAll above it failed, has failed.
        Result = 'Failed'
        ErrorRecord = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    }
}

# Runs the file. What was found before an error still runs, as in Pester; the file counts as failed.
function Find-Test ($Root) {
    $tokens = $problems = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($script:Run.File, [ref] $tokens, [ref] $problems)
    try {
        if ($problems) { throw [System.Management.Automation.ParseException]::new($problems) }
        $body = $script:Run.Caller.NewBoundScriptBlock($ast.GetScriptBlock())
        if (-not (Invoke-Contained { $null = & $body })) { throw "The file called exit while its tests were being found." }
    }
    catch {
        $Root.ErrorRecord.Add($_)
        Write-Problem -Title 'Discovery failed' -ErrorRecord $_ -Depth 0
    }
    finally {
        $script:Run.Current = $Root
    }
}

function Describe {
    [CmdletBinding()]
    param (
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Fixture,
        [string[]] $Tag = @(),
        [switch] $Skip,
        [object] $ForEach
    )
    foreach ($case in Get-Case -Given $PSBoundParameters.ContainsKey('ForEach') -Value $ForEach) {
        Add-Block -Name $Name -Body $Fixture -Data $case.Value -Skip $Skip -Tag $Tag
    }
}

# The same command under another name, which is all that Context is in Pester.
${function:Context} = ${function:Describe}

function It {
    [CmdletBinding()]
    param (
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Test,
        [Alias('TestCases')] [object[]] $ForEach,
        [string[]] $Tag = @(),
        [switch] $Skip
    )
    $parent = Get-DiscoveringBlock
    if (-not $parent.Parent) { throw "The test '$Name' stands outside of a Describe." }
    foreach ($case in Get-Case -Given $PSBoundParameters.ContainsKey('ForEach') -Value $ForEach) {
        $parent.Children.Add((New-Test -Name $Name -Parent $parent -Body $Test -Data $case.Value -Skip $Skip -Tag $Tag))
    }
}

function BeforeAll ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { (Get-DiscoveringBlock).BeforeAll = $ScriptBlock }
function AfterAll ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { (Get-DiscoveringBlock).AfterAll = $ScriptBlock }
function BeforeEach ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { (Get-DiscoveringBlock).BeforeEach = $ScriptBlock }
function AfterEach ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { (Get-DiscoveringBlock).AfterEach = $ScriptBlock }
function BeforeDiscovery ([Parameter(Mandatory)] [scriptblock] $ScriptBlock) { . $ScriptBlock }

function Get-DiscoveringBlock {
    if (-not $script:Run -or -not $script:Run.Discovering) {
        throw 'Describe, Context, It and the setup commands belong in a test file that Invoke-MiniPester runs, outside of It.'
    }
    $script:Run.Current
}

# One item for each case; without -ForEach a single one without data. The wrapper keeps a $null or an array whole.
function Get-Case ([bool] $Given, $Value) {
    if (-not $Given) { return @{ Value = $null } }
    foreach ($item in $Value) { @{ Value = $item } }
}

function Add-Block ([string] $Name, [scriptblock] $Body, $Data, [bool] $Skip, [string[]] $Tag) {
    $parent = Get-DiscoveringBlock
    # Skipping is inherited, so that each test knows it by itself.
    $block = New-Block -Name $Name -Parent $parent -Body $Body -Data $Data -Skip ($Skip -or $parent.Skip) -Tag $Tag
    $parent.Children.Add($block)
    $script:Run.Current = $block
    try { $null = & $script:Run.DiscoveryScope (Get-DataVariable $Data) $Body }
    finally { $script:Run.Current = $parent }
}

# The variables a case gives its block or test: $_, and each key of a dictionary.
function Get-DataVariable ($Data) {
    $variables = @{}
    if ($null -eq $Data) { return $variables }
    if ($Data -is [System.Collections.IDictionary]) {
        foreach ($key in $Data.Keys) { $variables[[string] $key] = $Data[$key] }
    }
    $variables['_'] = $Data
    $variables
}
