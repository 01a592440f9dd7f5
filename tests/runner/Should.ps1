# Should: binds an operator and its values, asks the operator's test, and throws when the answer is not the wanted one.

function Should {
    <#
    .SYNOPSIS
        Fails the test unless the input is as the operator says: 1 + 1 | Should -Be 2 -Because 'that is how we count'.
    .DESCRIPTION
        The operators, and the values each takes, are the table in Operators.ps1; the parameters come from it.
        An operator or parameter that is not there is a binding error, which fails the test.
    #>
    [CmdletBinding(DefaultParameterSetName = 'NoOperator', PositionalBinding = $false)]
    param (
        [Parameter(ValueFromPipeline)] [object] $ActualValue,
        [switch] $Not
    )
    dynamicparam { $script:ShouldParameters }
    begin { $actual = [System.Collections.Generic.List[object]]::new() }
    process { $actual.Add($ActualValue) }
    end {
        $name = $PSCmdlet.ParameterSetName
        if ($name -eq 'NoOperator') { throw 'Should needs an operator, such as -Be.' }
        $operator = $Operators[$name]
        $bound = @{}
        foreach ($value in $operator.Values.Keys) {
            if ($PSBoundParameters.ContainsKey($value)) { $bound[$value] = $PSBoundParameters[$value] }
        }
        $because = if ($PSBoundParameters['Because']) { ", because $($PSBoundParameters['Because'] -replace '^\s*because\s+')" }

        # An operator sees the whole collection, or each object by itself. No input at all is $null.
        $inputs = [System.Collections.Generic.List[object]]::new()
        if ($actual.Count -eq 0) { $inputs.Add($null) }
        elseif ($operator.Collection) { $inputs.Add($actual.ToArray()) }
        else { $inputs.AddRange($actual) }
        foreach ($item in $inputs) {
            $problem = & $operator.Test -Actual $item -Not $Not.IsPresent @bound
            if (-not $problem) { continue }
            throw [System.Management.Automation.ErrorRecord]::new(
                [System.Exception]::new("$problem$because."), 'PesterAssertionFailed', 'InvalidResult', $item)
        }
    }
}

# One parameter set an operator: its switch, then its values and -Because by position.
function Get-ShouldParameter ([System.Collections.IDictionary] $Operators) {
    $parameters = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
    foreach ($name in $Operators.Keys) {
        Add-ShouldParameter -To $parameters -Name $name -Type ([switch]) -Set $name -Mandatory $true
        $position = 0
        $values = [ordered]@{} + $Operators[$name].Values + @{ Because = [string] }
        foreach ($value in $values.Keys) {
            Add-ShouldParameter -To $parameters -Name $value -Type $values[$value] -Set $name -Position $position
            $position++
        }
    }
    $parameters
}

function Add-ShouldParameter ($To, [string] $Name, [type] $Type, [string] $Set, [bool] $Mandatory, [int] $Position = [int]::MinValue) {
    $attribute = [System.Management.Automation.ParameterAttribute]@{ ParameterSetName = $Set; Mandatory = $Mandatory; Position = $Position }
    if (-not $To.ContainsKey($Name)) {
        $To.Add($Name, [System.Management.Automation.RuntimeDefinedParameter]::new($Name, $Type, [System.Collections.ObjectModel.Collection[System.Attribute]]::new()))
    }
    $To[$Name].Attributes.Add($attribute)
}

$script:ShouldParameters = Get-ShouldParameter -Operators $Operators
