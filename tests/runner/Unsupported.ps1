# Pester's commands outside of the subset. They are refused by name; otherwise module auto-loading could find the
# real Pester on some machines, and a suite would pass there and fail elsewhere.

$UnsupportedCommands = @(
    'Add-ShouldOperator', 'Assert-MockCalled', 'Assert-VerifiableMock', 'Get-ShouldOperator', 'InModuleScope'
    'Invoke-Pester', 'Mock', 'New-Fixture', 'New-MockObject', 'New-PesterConfiguration', 'New-PesterContainer', 'Set-ItResult'
)

foreach ($name in $UnsupportedCommands) {
    $ExecutionContext.InvokeProvider.Item.Set("function:$name", {
            throw "$($MyInvocation.MyCommand.Name) is not in the subset of Pester that the tests are written in (tests/runner/README.md)."
        })
}
