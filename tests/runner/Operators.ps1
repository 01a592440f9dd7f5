# The operators of Should. Each has
#   Values      the parameters after the operator, in order, with their types
#   Collection  whether it looks at all of the input at once, rather than at each object
#   Test        returns nothing when the input is as wanted, or else what is wrong, without the full stop
# The comparisons are Pester 5's, oddities included, so that a suite has the same outcome under both.

$Operators = [ordered]@{
    Be                  = @{
        Values = [ordered]@{ ExpectedValue = [object] }; Collection = $true
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $same = Test-SameValue $ExpectedValue $Actual { $args[0] -eq $args[1] }
            Get-Complaint ($same -ne $Not) $Actual $Not 'be' $ExpectedValue
        }
    }
    BeExactly           = @{
        Values = [ordered]@{ ExpectedValue = [object] }; Collection = $true
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $same = Test-SameValue $ExpectedValue $Actual { $args[0] -ceq $args[1] }
            Get-Complaint ($same -ne $Not) $Actual $Not 'be exactly' $ExpectedValue
        }
    }
    BeTrue              = @{
        Values = [ordered]@{}
        Test   = { param ($Actual, $Not) Get-Complaint ([bool] $Actual -ne $Not) $Actual $Not 'be' $true }
    }
    BeFalse             = @{
        Values = [ordered]@{}
        Test   = { param ($Actual, $Not) Get-Complaint ([bool] $Actual -eq $Not) $Actual $Not 'be' $false }
    }
    BeNullOrEmpty       = @{
        Values = [ordered]@{}; Collection = $true
        Test   = {
            param ($Actual, $Not)
            $empty = if ($null -eq $Actual) { $true }
            elseif ($Actual.Count -gt 1) { $false }
            elseif ($Actual[0] -is [hashtable]) { $Actual[0].Count -eq 0 }
            else { [string]::IsNullOrEmpty($Actual[0]) }
            Get-Complaint ($empty -ne $Not) $Actual $Not 'be $null or empty'
        }
    }
    # A comparison that is neither way round, as with NaN, satisfies all four and their negations.
    BeGreaterThan       = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $wrong = if ($Not) { $Actual -gt $ExpectedValue } else { $Actual -le $ExpectedValue }
            Get-Complaint (-not $wrong) $Actual $Not 'be greater than' $ExpectedValue
        }
    }
    BeGreaterOrEqual    = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $wrong = if ($Not) { $Actual -ge $ExpectedValue } else { $Actual -lt $ExpectedValue }
            Get-Complaint (-not $wrong) $Actual $Not 'be greater than or equal to' $ExpectedValue
        }
    }
    BeLessThan          = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $wrong = if ($Not) { $Actual -lt $ExpectedValue } else { $Actual -ge $ExpectedValue }
            Get-Complaint (-not $wrong) $Actual $Not 'be less than' $ExpectedValue
        }
    }
    BeLessOrEqual       = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            $wrong = if ($Not) { $Actual -le $ExpectedValue } else { $Actual -gt $ExpectedValue }
            Get-Complaint (-not $wrong) $Actual $Not 'be less than or equal to' $ExpectedValue
        }
    }
    BeLike              = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = { param ($Actual, $Not, $ExpectedValue) Get-Complaint ([bool] ($Actual -like $ExpectedValue) -ne $Not) $Actual $Not 'be like' $ExpectedValue }
    }
    BeLikeExactly       = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = { param ($Actual, $Not, $ExpectedValue) Get-Complaint ([bool] ($Actual -clike $ExpectedValue) -ne $Not) $Actual $Not 'be exactly like' $ExpectedValue }
    }
    Match               = @{
        Values = [ordered]@{ RegularExpression = [object] }
        Test   = { param ($Actual, $Not, $RegularExpression) Get-Complaint ([bool] ($Actual -match $RegularExpression) -ne $Not) $Actual $Not 'match' $RegularExpression }
    }
    MatchExactly        = @{
        Values = [ordered]@{ RegularExpression = [object] }
        Test   = { param ($Actual, $Not, $RegularExpression) Get-Complaint ([bool] ($Actual -cmatch $RegularExpression) -ne $Not) $Actual $Not 'match exactly' $RegularExpression }
    }
    BeIn                = @{
        Values = [ordered]@{ ExpectedValue = [object] }
        Test   = { param ($Actual, $Not, $ExpectedValue) Get-Complaint (($ExpectedValue -contains $Actual) -ne $Not) $Actual $Not 'be in' $ExpectedValue }
    }
    Contain             = @{
        Values = [ordered]@{ ExpectedValue = [object] }; Collection = $true
        Test   = { param ($Actual, $Not, $ExpectedValue) Get-Complaint (($Actual -contains $ExpectedValue) -ne $Not) $Actual $Not 'contain' $ExpectedValue }
    }
    HaveCount           = @{
        Values = [ordered]@{ ExpectedValue = [int] }; Collection = $true
        Test   = {
            param ($Actual, $Not, $ExpectedValue)
            if ($ExpectedValue -lt 0) { throw [System.ArgumentException]::new('A collection cannot have a negative count.') }
            $count = if ($null -eq $Actual) { 0 } else { $Actual.Count }
            Get-Complaint (($count -eq $ExpectedValue) -ne $Not) $Actual $Not "(which has $count items) have count" $ExpectedValue
        }
    }
    BeOfType            = @{
        Values = [ordered]@{ ExpectedType = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedType)
            $type = if ($ExpectedType -is [string]) { ($ExpectedType -replace '^\[(.*)\]$', '$1') -as [type] } else { $ExpectedType }
            if ($null -eq $type) { throw [System.ArgumentException]::new("There is no type [$ExpectedType].") }
            $own = if ($null -eq $Actual) { 'nothing' } else { "[$($Actual.GetType())]" }
            Get-Complaint (($Actual -is $type) -ne $Not) $Actual $Not "(of type $own) be of type" $type
        }
    }
    Exist               = @{
        Values = [ordered]@{}
        Test   = { param ($Actual, $Not) Get-Complaint ((Test-Path $Actual) -ne $Not) $Actual $Not 'exist' }
    }
    FileContentMatch    = @{
        Values = [ordered]@{ ExpectedContent = [object] }
        Test   = {
            param ($Actual, $Not, $ExpectedContent)
            $found = @(@(Get-Content $Actual) -match $ExpectedContent).Count -gt 0
            Get-Complaint ($found -ne $Not) $Actual $Not 'be a file with a line that matches' $ExpectedContent
        }
    }
    Throw               = @{
        Values = [ordered]@{ ExpectedMessage = [string]; ErrorId = [string]; ExceptionType = [type] }
        Test   = {
            param ($Actual, $Not, $ExpectedMessage, $ErrorId, $ExceptionType)
            Get-ThrowComplaint -Body $Actual -Not $Not -ExpectedMessage $ExpectedMessage -ErrorId $ErrorId -ExceptionType $ExceptionType
        }
    }
}

function Get-ThrowComplaint ($Body, [bool] $Not, [string] $ExpectedMessage, [string] $ErrorId, $ExceptionType) {
    if ($Body -isnot [scriptblock]) {
        throw [System.ArgumentException]::new('The input of Should -Throw is a script block: { ... } | Should -Throw.')
    }
    $caught = $null
    try {
        do { $null = & $Body } while ($false)
    }
    catch { $caught = $_ }

    if (-not $caught) {
        if (-not $Not) { 'Expected an exception, but none was thrown' }
        return
    }
    $message = $caught.Exception.Message
    if ($Not) { return "Expected no exception, but got '$message' at $(Get-ErrorPosition $caught)" }
    if ($ExceptionType -and $caught.Exception -isnot $ExceptionType) {
        return "Expected an exception of type [$ExceptionType], but got [$($caught.Exception.GetType())] '$message'"
    }
    if ($ExpectedMessage.Trim() -and $message -notlike $ExpectedMessage) {
        return "Expected an exception with a message like '$ExpectedMessage', but got '$message'"
    }
    if ($ErrorId.Trim() -and $caught.FullyQualifiedErrorId -notlike $ErrorId) {
        return "Expected an exception with the error id '$ErrorId', but got '$($caught.FullyQualifiedErrorId)' ('$message')"
    }
}

# The same number of elements, each the same; nothing, an empty collection and a lone $null are the same.
function Test-SameValue ([object[]] $First, [object[]] $Second, [scriptblock] $Comparison) {
    $firstEmpty, $secondEmpty = foreach ($list in $First, $Second) { $null -eq $list -or $list.Count -eq 0 -or ($list.Count -eq 1 -and $null -eq $list[0]) }
    if ($firstEmpty -or $secondEmpty) { return $firstEmpty -and $secondEmpty }
    if ($First.Count -ne $Second.Count) { return $false }
    for ($i = 0; $i -lt $First.Count; $i++) {
        $same = if ($First[$i] -is [array] -or $Second[$i] -is [array]) { Test-SameValue $First[$i] $Second[$i] $Comparison }
        else { & $Comparison $First[$i] $Second[$i] }
        if (-not $same) { return $false }
    }
    $true
}

function Get-Complaint ([bool] $Good, $Actual, [bool] $Not, [string] $Verb, $Expected) {
    if ($Good) { return }
    $text = "Expected $(Format-Value $Actual) to $(if ($Not) { 'not ' })$Verb"
    if ($PSBoundParameters.ContainsKey('Expected')) { "$text $(Format-Value $Expected)" } else { $text }
}

function Format-Value ($Value) {
    if ($null -eq $Value) { return '$null' }
    if ($Value -is [string]) { return "'$Value'" }
    if ($Value -is [bool]) { return "`$$Value".ToLowerInvariant() }
    if ($Value -is [type]) { return "[$Value]" }
    if ($Value -is [scriptblock]) { return "{$Value}" }
    if ($Value -is [System.Collections.IList]) {
        if ($Value.Count -eq 1) { return Format-Value $Value[0] }
        $shown = foreach ($item in @($Value)[0..9]) { Format-Value $item }
        $more = if ($Value.Count -gt 10) { ", ... $($Value.Count - 10) more" }
        return "@($(@($shown)[0..([Math]::Min(10, $Value.Count) - 1)] -join ', ')$more)"
    }
    "$Value"
}
