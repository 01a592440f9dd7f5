# What is printed, and the object that is returned.

function Get-Indent ([int] $Depth) { '  ' * $Depth }

function Write-BlockName ([string] $Name, [int] $Depth) {
    Write-Host "$(Get-Indent $Depth)$Name" -ForegroundColor Cyan
}

function Write-TestResult ($Test, [int] $Depth) {
    $mark, $color = switch ($Test.Result) {
        'Passed' { '[+]', 'Green' }
        'Failed' { '[-]', 'Red' }
        'Skipped' { '[!]', 'Yellow' }
    }
    Write-Host "$(Get-Indent $Depth)$mark $($Test.Name)" -ForegroundColor $color
    foreach ($problem in $Test.ErrorRecord) { Write-ErrorDetail -ErrorRecord $problem -Depth ($Depth + 1) }
}

function Write-Problem ([string] $Title, [System.Management.Automation.ErrorRecord] $ErrorRecord, [int] $Depth) {
    Write-Host "$(Get-Indent $Depth)[-] $Title" -ForegroundColor Red
    Write-ErrorDetail -ErrorRecord $ErrorRecord -Depth ($Depth + 1)
}

function Write-ErrorDetail ([System.Management.Automation.ErrorRecord] $ErrorRecord, [int] $Depth) {
    $indent = Get-Indent $Depth
    foreach ($line in "$ErrorRecord" -split '\r?\n') { Write-Host "$indent$line" -ForegroundColor Red }
    Write-Host "${indent}at $(Get-ErrorPosition $ErrorRecord)" -ForegroundColor Red
}

# file:line of the innermost call in the test file, or else of the innermost call anywhere.
function Get-ErrorPosition ([System.Management.Automation.ErrorRecord] $ErrorRecord) {
    if ($ErrorRecord.Exception -is [System.Management.Automation.ParseException] -and $ErrorRecord.Exception.Errors) {
        $extent = $ErrorRecord.Exception.Errors[0].Extent
        return "$($extent.File):$($extent.StartLineNumber)"
    }
    $frames = foreach ($line in "$($ErrorRecord.ScriptStackTrace)" -split '\n') {
        if ($line -match '^at .*?, (?<file>.+): line (?<line>\d+)$') { @{ File = $Matches.file; Line = $Matches.line } }
    }
    $frame = @(@($frames).Where({ $_.File -eq $script:Run.File }) + $frames)[0]
    "$($frame.File):$($frame.Line)"
}

function Get-RunResult ([object[]] $Root) {
    $tests = [System.Collections.Generic.List[object]]::new()
    $failedBlocks = [System.Collections.Generic.List[object]]::new()
    foreach ($block in $Root) { Add-Result -Block $block -Test $tests -FailedBlock $failedBlocks }

    $passed = @($tests.Where({ $_.Result -eq 'Passed' })).Count
    $failed = @($tests.Where({ $_.Result -eq 'Failed' })).Count
    $skipped = @($tests.Where({ $_.Result -eq 'Skipped' })).Count
    $failedFiles = @(@($Root).Where({ $_.ErrorRecord.Count }))
    [pscustomobject]@{
        PSTypeName            = 'MiniPester.Run'
        Result                = if ($failed + $failedBlocks.Count + $failedFiles.Count) { 'Failed' } else { 'Passed' }
        TotalCount            = $tests.Count
        PassedCount           = $passed
        FailedCount           = $failed
        SkippedCount          = $skipped
        FailedBlocksCount     = $failedBlocks.Count
        FailedContainersCount = $failedFiles.Count
        Tests                 = $tests.ToArray()
        FailedBlocks          = $failedBlocks.ToArray()
        FailedContainers      = $failedFiles
    }
}

function Add-Result ($Block, $Test, $FailedBlock) {
    if ($Block.Parent -and $Block.ErrorRecord.Count) { $FailedBlock.Add($Block) }
    foreach ($child in $Block.Children) {
        $child.ExpandedPath = $Block.Parent ? "$($Block.ExpandedPath).$($child.Name)" : $child.Name
        if ($child.Kind -eq 'Test') { $Test.Add($child) }
        else { Add-Result -Block $child -Test $Test -FailedBlock $FailedBlock }
    }
}

function Write-RunSummary ($Result) {
    $text = "$($Result.PassedCount) passed, $($Result.FailedCount) failed, $($Result.SkippedCount) skipped"
    if ($Result.FailedBlocksCount) { $text += "; $($Result.FailedBlocksCount) blocks failed in setup or teardown" }
    if ($Result.FailedContainersCount) { $text += "; $($Result.FailedContainersCount) files failed" }
    Write-Host "`n$text" -ForegroundColor ($Result.Result -eq 'Passed' ? 'Green' : 'Red')
}
