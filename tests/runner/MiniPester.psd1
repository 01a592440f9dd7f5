@{
    RootModule        = 'MiniPester.psm1'
    ModuleVersion     = '0.1.0'
    GUID              = '3f0c0f0e-6b0a-4b7e-9a53-6f1c7b8e2d41'
    Author            = 'AutogradPS'
    Description       = 'Runs suites written in a documented subset of Pester 5 where Pester is not installed.'
    PowerShellVersion = '7.4'
    FunctionsToExport = '*'
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
